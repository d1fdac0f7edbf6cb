using BunnyDb.Applier.Lanes;
using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Progress;

namespace BunnyDb.Unit.Applier;

public sealed class ContinuityTests
{
    private static readonly LaneId Lane = LaneId.New();

    private readonly Continuity continuity = new();

    [Fact]
    public void Batches_that_follow_each_other_are_next()
    {
        Judge(epoch: 3, sequence: 0, follows: 10, position: 10).ShouldBe(Continuation.Next);
        Judge(epoch: 3, sequence: 1, follows: 20, position: 20).ShouldBe(Continuation.Next);
    }

    [Fact]
    public void A_repeated_batch_is_void()
    {
        Judge(epoch: 3, sequence: 0, follows: 10, position: 10).ShouldBe(Continuation.Next);
        Judge(epoch: 3, sequence: 0, follows: 10, position: 20).ShouldBe(Continuation.Void);
    }

    [Fact]
    public void A_batch_of_another_epoch_is_void_whether_earlier_or_later()
    {
        Judge(epoch: 2, sequence: 0, follows: 10, position: 10, rowEpoch: 3).ShouldBe(Continuation.Void);
        Judge(epoch: 4, sequence: 0, follows: 10, position: 10, rowEpoch: 3).ShouldBe(Continuation.Void);
    }

    [Fact]
    public void A_missing_sequence_is_a_gap()
    {
        Judge(epoch: 3, sequence: 0, follows: 10, position: 10).ShouldBe(Continuation.Next);
        Judge(epoch: 3, sequence: 2, follows: 10, position: 10).ShouldBe(Continuation.Gap);
    }

    [Fact]
    public void A_batch_that_follows_more_than_is_there_is_a_gap() =>
        Judge(epoch: 3, sequence: 5, follows: 11, position: 10).ShouldBe(Continuation.Gap);

    [Fact]
    public void A_new_applier_goes_on_amid_an_epoch_where_a_transaction_begins() =>
        Judge(epoch: 3, sequence: 5, follows: 10, position: 10).ShouldBe(Continuation.Next);

    [Fact]
    public void A_new_applier_does_not_go_on_inside_a_transaction() =>
        Judge(epoch: 3, sequence: 5, follows: 10, position: 10, startsInside: true).ShouldBe(Continuation.Gap);

    [Fact]
    public void A_transaction_begins_while_another_is_open_only_if_something_was_lost()
    {
        Judge(epoch: 3, sequence: 0, follows: 10, position: 10).ShouldBe(Continuation.Next);
        Judge(epoch: 3, sequence: 1, follows: 10, position: 10, isInside: true).ShouldBe(Continuation.Gap);
    }

    [Fact]
    public void An_abandoned_epoch_is_void_until_the_next_begins()
    {
        Judge(epoch: 3, sequence: 4, follows: 99, position: 10).ShouldBe(Continuation.Gap);
        continuity.Abandon(3);
        Judge(epoch: 3, sequence: 5, follows: 10, position: 10).ShouldBe(Continuation.Void);
        Judge(epoch: 4, sequence: 0, follows: 10, position: 10).ShouldBe(Continuation.Next);
    }

    private Continuation Judge(long epoch, long sequence, ulong follows, ulong position, long? rowEpoch = null, bool startsInside = false, bool isInside = false) =>
        continuity.Judge(
            new ChangeBatch(Lane, epoch, sequence, new Lsn(follows), new Lsn(follows), false, default),
            new LaneProgress(Lane, "1", 1, rowEpoch ?? epoch, new Lsn(position), 0, null), startsInside, isInside);
}
