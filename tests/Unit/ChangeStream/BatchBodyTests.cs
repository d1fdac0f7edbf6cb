using BunnyDb.ChangeStream;
using BunnyDb.ChangeStream.RabbitMq;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Unit.ChangeStream;

public sealed class BatchBodyTests
{
    [Fact]
    public void A_batch_survives_being_a_body()
    {
        var batch = new ChangeBatch(LaneId.New(), 7, 42, new Lsn(0x1_0000_0001), new Lsn(ulong.MaxValue), true, "frames"u8.ToArray());
        var body = new byte[BatchBody.BytesOf(batch)];
        BatchBody.Write(batch, body);
        var read = BatchBody.Read(body);
        (read with { Frames = default }).ShouldBe(batch with { Frames = default });
        read.Frames.ToArray().ShouldBe("frames"u8.ToArray());
    }

    [Fact]
    public void Something_else_in_the_queue_breaks_the_stream()
    {
        Should.Throw<ChangeStreamException>(() => BatchBody.Read("{}"u8.ToArray()));
        Should.Throw<ChangeStreamException>(() => BatchBody.Read(new byte[200]));
    }
}
