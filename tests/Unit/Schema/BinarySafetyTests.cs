using BunnyDb.Postgres.Copy;
using BunnyDb.Postgres.Schema;

namespace BunnyDb.Unit.Schema;

public sealed class BinarySafetyTests
{
    private static readonly ColumnType Int4 = BuiltIn(23, "int4");
    private static readonly ColumnType Int8 = BuiltIn(20, "int8");

    [Fact]
    public void The_same_built_in_scalar_is_safe() => BinarySafety.IsSafe(Int4, Int4).ShouldBeTrue();

    [Fact]
    public void Another_modifier_of_the_same_type_is_safe() =>
        BinarySafety.IsSafe(BuiltIn(1700, "numeric") with { Declaration = "numeric(10,2)" }, BuiltIn(1700, "numeric")).ShouldBeTrue();

    [Fact]
    public void An_array_of_a_built_in_scalar_is_safe() => BinarySafety.IsSafe(Array(1007, "int4"), Array(1007, "int4")).ShouldBeTrue();

    [Fact]
    public void A_widened_column_goes_as_text() => BinarySafety.IsSafe(Int4, Int8).ShouldBeFalse();

    [Theory]
    [InlineData("money")]
    [InlineData("regclass")]
    [InlineData("oid")]
    [InlineData("xml")]
    [InlineData("tsquery")]
    public void A_type_whose_meaning_depends_on_the_server_goes_as_text(string name) =>
        BinarySafety.IsSafe(BuiltIn(1, name), BuiltIn(1, name)).ShouldBeFalse();

    [Fact]
    public void An_array_of_such_a_type_goes_as_text() => BinarySafety.IsSafe(Array(791, "money"), Array(791, "money")).ShouldBeFalse();

    [Fact]
    public void A_type_of_the_user_goes_as_text_even_under_a_built_in_name()
    {
        var mine = new ColumnType(16500, "app.int4", "int4", IsBuiltIn: false, TypeKind.Domain, null);
        BinarySafety.IsSafe(mine, mine).ShouldBeFalse();
    }

    private static ColumnType BuiltIn(uint oid, string name) => new(oid, name, name, IsBuiltIn: true, TypeKind.Base, null);

    private static ColumnType Array(uint oid, string element) => new(oid, element + "[]", "_" + element, IsBuiltIn: true, TypeKind.Base, element);
}
