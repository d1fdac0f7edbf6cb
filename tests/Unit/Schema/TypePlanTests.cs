using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;

namespace BunnyDb.Unit.Schema;

public sealed class TypePlanTests
{
    private static readonly TypeShape Mood = Type(100, "mood", TypeKind.Enum) with { Labels = ["sad", "ok"] };
    private static readonly TypeShape Pair = Type(101, "pair", TypeKind.Composite) with { MadeOf = [23, 100] };

    [Fact]
    public void What_is_missing_is_made_and_what_is_there_is_not()
    {
        var plan = TypePlan.Of([Mood, Pair], new Dictionary<QualifiedTable, TypeShape> { [Mood.Name] = Mood });
        plan.ToMake.ShouldBe([Pair]);
        plan.LacksLabels.ShouldBeEmpty();
    }

    [Fact]
    public void A_label_that_the_other_side_lacks_is_named() =>
        TypePlan.Of([Mood], new Dictionary<QualifiedTable, TypeShape> { [Mood.Name] = Mood with { Labels = ["sad"] } }).LacksLabels.ShouldBe([(Mood, "ok")]);

    [Fact]
    public void Types_of_extensions_row_types_and_ranges_cannot_be_made()
    {
        var plan = TypePlan.Of(
            [Type(1, "citext", TypeKind.Base) with { Extension = "citext" }, Pair with { IsRowType = true }, Type(3, "floats", TypeKind.Range)],
            new Dictionary<QualifiedTable, TypeShape>());
        plan.ToMake.ShouldBeEmpty();
        plan.CannotMake.Count.ShouldBe(3);
    }

    [Fact]
    public void A_set_of_types_is_closed_over_what_they_are_made_of()
    {
        var unused = Type(102, "unused", TypeKind.Enum);
        var array = Type(103, "_pair", TypeKind.Base) with { IsArray = true, MadeOf = [101] };
        TypeClosure.Of([Mood, unused, Pair, array], [103]).ShouldBe([Mood, Pair, array]);
    }

    private static TypeShape Type(uint oid, string name, TypeKind kind) =>
        new(oid, new QualifiedTable("s", name), kind, IsArray: false, IsRowType: false, null, [], null, [], []);
}
