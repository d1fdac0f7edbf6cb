using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>A resync that cannot succeed ends as FAILED with the reason; the live table is as it was, changes go on, and nothing is left.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class SwapFaultTests(BrokerStack stack)
{
    private static readonly (string, object)[] SlowCopy = [("snapshot_num_rows_per_partition", 500), ("snapshot_max_parallel_workers", 1)];

    [Fact(Timeout = 180_000)]
    public async Task A_row_that_was_altered_in_the_shadow_stops_the_swap_and_its_table_and_chunk_are_named()
    {
        await using var scenario = await BeginAsync("swap_not_equal", SlowCopy);
        var live = await scenario.OidAsync("document");
        var resync = await CopyingAsync(scenario);

        // The comparison needs a slot, and a slot waits for every open transaction that writes: so there is time to alter the shadow.
        await using var writer = await scenario.Source.OpenConnectionAsync();
        await writer.ExecuteAsync("begin; select pg_current_xact_id()");
        await resync.WaitForPhaseAsync("VERIFY");
        var shadow = (await scenario.Destination.ColumnAsync("select oid::regclass::text from pg_class where relname like 'document\\_resync%' and relkind = 'r'")).ShouldHaveSingleItem();
        await scenario.Destination.ExecuteAsync($"update {shadow} set title = 'altered' where id = (select min(id) from {shadow})");
        await writer.ExecuteAsync("rollback");

        var error = await resync.FailedAsync("not_equal");
        error.GetProperty("table").GetString().ShouldBe("public.document");
        error.GetProperty("message").GetString()!.ShouldContain("chunk", Case.Insensitive);
        error.GetProperty("message").GetString()!.ShouldNotContain("altered", Case.Insensitive);
        await EndIntactAsync(scenario, live);
    }

    [Fact(Timeout = 180_000)]
    public async Task Rows_that_violate_a_unique_index_of_the_live_table_are_no_fresh_table()
    {
        await using var scenario = await BeginAsync("swap_index");
        await scenario.Source.ExecuteAsync("insert into document (id, title) values (900001, 'the same'), (900002, 'the same')");
        (await scenario.CaughtUpAsync(Mirror.Patience)).GetProperty("status").GetString().ShouldBe("RUNNING");
        await scenario.Destination.ExecuteAsync("delete from document where id = 900002; create unique index only_once on document (title)");
        var live = await scenario.OidAsync("document");

        var error = await (await Resync.StartAsync(scenario, "public.document")).FailedAsync("constraint_violation");
        error.GetProperty("message").GetString()!.ShouldNotContain("the same", Case.Insensitive);
        await scenario.Destination.ExecuteAsync("drop index only_once");
        await EndIntactAsync(scenario, live);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_source_table_that_is_dropped_during_the_copy_takes_nothing_from_the_live_one()
    {
        await using var scenario = await BeginAsync("swap_lost_table", SlowCopy);
        var live = await scenario.OidAsync("document");
        var content = await TableContent.OfAsync(scenario.Destination, "document", ["id", "title", "body"]);
        var resync = await CopyingAsync(scenario);
        await scenario.Source.ExecuteAsync("drop table document");

        var error = await resync.FailedAsync("schema_mismatch");
        error.GetProperty("message").GetString()!.ShouldContain("document");
        (await scenario.OidAsync("document")).ShouldBe(live);
        (await TableContent.OfAsync(scenario.Destination, "document", ["id", "title", "body"])).ShouldBe(content);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.Source.ExecuteAsync("update account set stamp = stamp + 1");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), "public.account", "public.journal");
        await scenario.EndAsync();
    }

    /// <summary>A mirror whose table document takes a while to copy.</summary>
    private async Task<Scenario> BeginAsync(string name, params (string, object)[] options)
    {
        var scenario = await SwapScene.BeginAsync(stack, name, options);
        await scenario.Source.ExecuteAsync("insert into document (title, body) select 'many ' || n, repeat(md5(n::text), 20) from generate_series(1, 20000) n");
        (await scenario.CaughtUpAsync(Mirror.Patience)).GetProperty("status").GetString().ShouldBe("RUNNING");
        return scenario;
    }

    private static async Task<Resync> CopyingAsync(Scenario scenario)
    {
        var resync = await Resync.StartAsync(scenario, "public.document");
        await resync.WaitForPhaseAsync("SNAPSHOT", running => running.GetProperty("rows_copied").GetInt64() > 0);
        return resync;
    }

    /// <summary>The live table is the one it was, follows the source, and a second resync succeeds.</summary>
    private static async Task EndIntactAsync(Scenario scenario, uint live)
    {
        (await scenario.OidAsync("document")).ShouldBe(live);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.Source.ExecuteAsync("update document set title = title || '!' where id = 1; update account set stamp = stamp + 1");
        (await scenario.CaughtUpAsync(Mirror.Patience)).GetProperty("status").GetString().ShouldBe("RUNNING");
        (await scenario.Destination.ScalarAsync<string>("select title from document where id = 1")).ShouldEndWith("!");
        await (await Resync.StartAsync(scenario, "public.document")).SucceededAsync();
        (await scenario.OidAsync("document")).ShouldNotBe(live);
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await scenario.EndAsync();
    }
}
