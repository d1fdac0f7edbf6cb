using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Swaps;

namespace BunnyDb.Unit.Swaps;

public sealed class SwapScriptTests
{
    private static readonly QualifiedTable A = new("s", "a");
    private static readonly QualifiedTable B = new("s", "b");
    private static readonly QualifiedTable C = new("s", "c");

    [Fact]
    public void Views_are_locked_before_tables_and_the_live_table_after_those_around_it()
    {
        var script = new SwapScript();
        script.LockTable(LockRank.Live, 1, A);
        script.LockTable(LockRank.Around, 2, B);
        script.LockTable(LockRank.Referenced, 3, C, isPartitioned: true);
        script.LockView(4, new QualifiedTable("s", "v"), isMaterialized: false, "me");
        script.Locks.ShouldBe(
        [
            "alter view \"s\".\"v\" owner to \"me\"",
            "lock table \"s\".\"c\" in share row exclusive mode",
            "lock table only \"s\".\"b\" in access exclusive mode",
            "lock table only \"s\".\"a\" in access exclusive mode",
        ]);
    }

    [Fact]
    public void A_table_is_locked_once_and_as_strongly_as_any_part_needs_it()
    {
        var script = new SwapScript();
        script.LockTable(LockRank.Around, 1, A);
        script.LockTable(LockRank.Referenced, 1, A);
        script.LockTable(LockRank.Referenced, 2, B);
        script.LockTable(LockRank.Live, 2, B);
        script.Locks.ShouldBe(["lock table only \"s\".\"a\" in access exclusive mode", "lock table only \"s\".\"b\" in access exclusive mode"]);
        script.ReferencedOids.ShouldBeEmpty();
    }

    [Fact]
    public void Statements_come_by_stage_and_within_one_in_the_order_of_their_making()
    {
        var script = new SwapScript();
        script.Add(SwapStage.Dress, "three;");
        script.Add(SwapStage.Untie, "one");
        script.Add(SwapStage.Untie, "two");
        script.Statements.ShouldBe(["one", "two", "three"]);
    }
}
