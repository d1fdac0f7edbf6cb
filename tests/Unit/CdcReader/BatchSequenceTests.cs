using BunnyDb.CdcReader.Lanes;
using BunnyDb.Contracts.Values;
using static BunnyDb.Unit.CdcReader.RawMessages;

namespace BunnyDb.Unit.CdcReader;

public sealed class BatchSequenceTests
{
    private readonly BatchSequence batches = new(LaneId.New(), epoch: 3, start: new Lsn(100));

    [Fact]
    public void Each_batch_follows_the_one_before()
    {
        using var first = batches.Next(Taken(new Lsn(200), Begin(), Relation(1), Insert(1), Commit(new Lsn(200))));
        using var second = batches.Next(Taken(new Lsn(300), Begin(), Insert(1), Commit(new Lsn(300))));
        (first.Batch.Epoch, first.Batch.Sequence, first.Batch.Follows, first.Batch.Last).ShouldBe((3, 0, new Lsn(100), new Lsn(200)));
        (second.Batch.Sequence, second.Batch.Follows, second.Batch.Last, second.Batch.EndsInsideTransaction).ShouldBe((1, new Lsn(200), new Lsn(300), false));
        second.Batch.Frames.ToArray().ShouldBe(Frames(Relation(1), Begin(), Insert(1), Commit(new Lsn(300))));
    }

    [Fact]
    public void A_part_of_a_transaction_moves_no_position()
    {
        using var part = batches.Next(Taken(null, Begin(), Relation(1), Insert(1)));
        (part.Batch.Follows, part.Batch.Last, part.Batch.EndsInsideTransaction).ShouldBe((new Lsn(100), new Lsn(100), true));
        batches.IsInside.ShouldBeTrue();
        using var end = batches.Next(Taken(new Lsn(200), Insert(1), Commit(new Lsn(200))));
        (end.Batch.Follows, end.Batch.Last, end.Batch.EndsInsideTransaction).ShouldBe((new Lsn(100), new Lsn(200), false));
    }

    [Fact]
    public void An_idle_lane_moves_by_an_empty_batch()
    {
        using var idle = batches.Empty(new Lsn(500));
        (idle.Batch.Sequence, idle.Batch.Follows, idle.Batch.Last, idle.Batch.Frames.Length).ShouldBe((0, new Lsn(100), new Lsn(500), 0));
    }

    [Fact]
    public void A_position_never_goes_back() => Should.Throw<InvalidOperationException>(() => batches.Empty(new Lsn(99)));

    private static TakenChanges Taken(Lsn? end, params byte[][] messages)
    {
        var frames = Frames(messages);
        return new TakenChanges(frames, frames.Length, end, Committed);
    }
}
