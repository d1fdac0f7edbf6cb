using BunnyDb.CdcReader.Backlogs;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Replication.Backlogs;

namespace BunnyDb.Unit.CdcReader.Backlogs;

public sealed class PiecePlanTests
{
    private const long Mega = 1024 * 1024;

    private readonly PiecePlan plan = new(32 * Mega);

    [Fact]
    public void Pieces_grow_with_what_is_decoded_again_and_all_together_end_at_the_logs_end()
    {
        var (reached, pieces) = (0L, new List<long>());
        while (plan.Next(Reach(0, reached, 300)) is { } end)
        {
            pieces.Add(((long)end.Value / Mega) - reached);
            reached += pieces[^1];
        }

        pieces.ShouldBe([8, 8, 16, 32, 64, 128, 44]);
    }

    [Fact]
    public void What_is_left_after_a_piece_comes_as_one_more_and_no_other_follows()
    {
        plan.Next(Reach(0, 0, 36)).ShouldBe(At(8));
        plan.Next(Reach(0, 8, 36)).ShouldBe(At(36));
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
        plan.Next(Reach(0, 512, 5000)).ShouldBe(At(512 + 128));
        plan.Next(Reach(0, 640, 5000)).ShouldBeNull();
        plan.Next(Reach(630, 640, 5000)).ShouldBe(At(650), "the old transaction has ended");
    }

    [Fact]
    public void Nothing_is_read_where_there_is_nothing() => plan.Next(Reach(0, 40, 40)).ShouldBeNull();

    private static Lsn At(long megabytes) => new((ulong)(megabytes * Mega));

    private static SlotReach Reach(long restart, long confirmed, long end) => new(At(restart), At(confirmed), At(end));
}
