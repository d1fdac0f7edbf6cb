using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>What a resync makes for itself and must have taken away when it has ended.</summary>
internal static class Leftovers
{
    /// <summary>Names of ours, and of the destination's bookkeeping the rows that a resync alone has.</summary>
    private const string OnDestination =
        """
        select 'relation ' || c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname not in ('bunnydb', 'pg_toast') and (c.relname like '%\_resync%' or c.relname like '%\_old%') and c.relname <> all ($1)
        union all select 'constraint ' || conname from pg_constraint where conname like '%\_resync%' or conname like '%\_old%'
        union all select 'statistics ' || stxname from pg_statistic_ext where stxname like '%\_resync%' or stxname like '%\_old%'
        union all select 'shadow ' || shadow_table from bunnydb.shadow
        union all (select 'lane ' || lane_id from bunnydb.lane order by lane_id offset 1)
        """;

    private const string OnSource =
        """
        select 'slot ' || slot_name from pg_replication_slots where database = current_database() and slot_name <> $1
        union all select 'publication ' || pubname from pg_publication where pubname <> $1
        """;

    /// <param name="users">Names of tables that look like ours and are the user's.</param>
    public static async Task ShouldBeNoneAsync(Scenario scenario, params string[] users)
    {
        await WaitFor.StateAsync(
            "nothing of the resync is left on the destination", TimeSpan.FromSeconds(15), async () => string.Join(", ", await scenario.Destination.ColumnAsync(OnDestination, [users])),
            left => left.Length == 0);
        await WaitFor.StateAsync(
            "nothing of the resync is left on the source", TimeSpan.FromSeconds(15), async () => string.Join(", ", await scenario.Source.ColumnAsync(OnSource, scenario.Mirror.SlotName)),
            left => left.Length == 0);
    }
}
