using BunnyDb.CdcReader.Backlogs;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Replication.Backlogs;

namespace BunnyDb.Unit.CdcReader.Backlogs;

public sealed class PiecePlanTests
{
    private const long Mega = 1024 * 1024;

    private readonly PiecePlan plan = new(32 * Mega);

    /// <summary>The log has a change every 100 bytes and transactions of that many.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public void Pieces_have_a_transaction_each_grow_with_what_is_decoded_again_and_all_together_end_at_the_logs_end(int transaction)
    {
        var (reached, pieces, end) = (0L, new List<long>(), 300 * Mega);
        while (plan.Next(ReachOf(0, reached, end)) is { } piece)
        {
            var before = reached;
            var wanted = before + (((piece.Changes ?? (long)int.MaxValue) + transaction - 1) / transaction * transaction * 100);
            reached = Math.Min(wanted, (long)piece.UpTo.Value);
            reached.ShouldBeGreaterThanOrEqualTo(Math.Min(before + (transaction * 100L), end));
            pieces.Add(reached - before);
        }

        pieces.Sum().ShouldBe(end);
        pieces.Count.ShouldBeLessThan(12);
        pieces.Max().ShouldBeInRange(64 * Mega, PiecePlan.Largest);
    }

    [Fact]
    public void The_first_piece_has_few_changes_and_each_other_as_many_as_that_came_to()
    {
        plan.Next(Reach(0, 0, 1000)).ShouldBe(new PieceEnd(At(128), PiecePlan.FewestChanges));
        plan.Next(Reach(0, 2, 1000)).ShouldBe(new PieceEnd(At(130), PiecePlan.FewestChanges * 4), "8 MB, where 2 had the first piece's");
        plan.Next(Reach(0, 42, 1000)).ShouldBe(new PieceEnd(At(170), PiecePlan.FewestChanges * 4 * 42 / 40), "42 MB, where 40 had the second's");
    }

    [Fact]
    public void What_is_left_after_a_piece_comes_as_one_more_and_no_other_follows()
    {
        plan.Next(Reach(0, 0, 36)).ShouldBe(new PieceEnd(At(36), PiecePlan.FewestChanges));
        plan.Next(Reach(0, 8, 36)).ShouldBe(new PieceEnd(At(36)));
        plan.Next(Reach(0, 36, 50)).ShouldBeNull();
    }

    [Fact]
    public void A_lane_that_is_little_behind_is_not_worth_a_piece()
    {
        plan.IsWorthIt(Reach(0, 0, 31)).ShouldBeFalse();
        plan.IsWorthIt(Reach(0, 0, 32)).ShouldBeTrue();
    }

    [Fact]
    public void What_has_to_be_decoded_again_for_an_old_transaction_is_streamed()
    {
        plan.IsWorthIt(Reach(0, 513, 5000)).ShouldBeFalse();
        plan.Next(Reach(0, 512, 5000))!.Value.UpTo.ShouldBe(At(512 + 128));
        plan.Next(Reach(0, 640, 5000)).ShouldBeNull();
        plan.Next(Reach(630, 640, 5000)).ShouldNotBeNull("the old transaction has ended");
    }

    [Fact]
    public void Nothing_is_read_where_there_is_nothing() => plan.Next(Reach(0, 40, 40)).ShouldBeNull();

    private static Lsn At(long megabytes) => new((ulong)(megabytes * Mega));

    private static SlotReach Reach(long restart, long confirmed, long end) => new(At(restart), At(confirmed), At(end));

    private static SlotReach ReachOf(long restart, long confirmed, long end) => new(new Lsn((ulong)restart), new Lsn((ulong)confirmed), new Lsn((ulong)end));
}
