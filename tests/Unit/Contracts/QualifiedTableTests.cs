using BunnyDb.Contracts.Values;

namespace BunnyDb.Unit.Contracts;

public sealed class QualifiedTableTests
{
    [Theory]
    [InlineData("public.users", "public", "users")]
    [InlineData("\"My Schema\".\"a.b\"", "My Schema", "a.b")]
    [InlineData("public.\"say \"\"hi\"\"\"", "public", "say \"hi\"")]
    [InlineData("public.Users", "public", "Users")]
    public void A_name_is_read(string text, string schema, string name) =>
        QualifiedTable.Parse(text).ShouldBe(new QualifiedTable(schema, name));

    [Theory]
    [InlineData("users")]
    [InlineData("a.b.c")]
    [InlineData(".b")]
    [InlineData("a.")]
    [InlineData("\"a.b")]
    [InlineData("\"\".b")]
    [InlineData("a\"b.c")]
    [InlineData("public.0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("")]
    public void Anything_else_is_refused(string text) => Should.Throw<FormatException>(() => QualifiedTable.Parse(text));

    [Theory]
    [InlineData("public", "users", "public.users")]
    [InlineData("public", "Users", "public.\"Users\"")]
    [InlineData("1a", "a\"b", "\"1a\".\"a\"\"b\"")]
    public void What_is_printed_is_read_back(string schema, string name, string text)
    {
        new QualifiedTable(schema, name).ToString().ShouldBe(text);
        QualifiedTable.Parse(text).ShouldBe(new QualifiedTable(schema, name));
    }
}
