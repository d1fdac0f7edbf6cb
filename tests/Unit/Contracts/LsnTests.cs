using BunnyDb.Contracts.Values;

namespace BunnyDb.Unit.Contracts;

public sealed class LsnTests
{
    [Theory]
    [InlineData("0/16B3748", 0x16B3748UL)]
    [InlineData("16/B374D848", 0x16B374D848UL)]
    [InlineData("0/0", 0UL)]
    [InlineData("FFFFFFFF/FFFFFFFF", ulong.MaxValue)]
    public void Text_is_read_and_printed_as_PostgreSQL_does(string text, ulong value)
    {
        Lsn.Parse(text).Value.ShouldBe(value);
        new Lsn(value).ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("16")]
    [InlineData("0/0/0")]
    [InlineData("-1/0")]
    [InlineData("0/123456789")]
    [InlineData("0/ 1")]
    public void Anything_else_is_refused(string text) => Should.Throw<FormatException>(() => Lsn.Parse(text));

    [Fact]
    public void Distance_is_never_negative() => Lsn.Parse("0/1").BytesSince(Lsn.Parse("0/5")).ShouldBe(0);
}
