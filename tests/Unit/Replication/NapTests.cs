using BunnyDb.Postgres.Replication.Streaming;

namespace BunnyDb.Unit.Replication;

public sealed class NapTests
{
    [Theory]
    [InlineData(1, 10.0)]
    [InlineData(Nap.SmallMessageBytes, 10.0)]
    [InlineData(4 * Nap.SmallMessageBytes, 2.5)]
    [InlineData(100 * Nap.SmallMessageBytes, 0.1)]
    public void It_is_the_shorter_the_larger_the_messages_are(int messageBytes, double milliseconds) =>
        Nap.Length(1000L * messageBytes, 1000).TotalMilliseconds.ShouldBe(milliseconds);

    [Fact]
    public void There_is_none_while_a_single_message_comes_in_pieces() => Nap.Length(1024 * 1024, 0).ShouldBe(TimeSpan.Zero);
}
