using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>A resync that cannot succeed ends as FAILED with the reason; the live table is as it was, changes go on, and nothing is left.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class SwapFaultTests(BrokerStack stack)
{
    [Fact(Timeout = 180_000)]
    public async Task A_row_that_was_altered_in_the_shadow_stops_the_swap_and_its_table_and_chunk_are_named()
    {
        await using var scenario = await SwapScene.BeginWithManyDocumentsAsync(stack, "swap_not_equal", SwapScene.SlowCopy);
        var live = await scenario.OidAsync("document");
        var resync = await SwapScene.CopyDocumentsAsync(scenario);

        // The comparison needs a slot, and a slot waits for every open transaction that writes: so there is time to alter the shadow.
        await using var writer = await scenario.Source.OpenConnectionAsync();
        await writer.ExecuteAsync("begin; select pg_current_xact_id()");
        await resync.WaitForPhaseAsync("VERIFY");
        var shadow = (await SwapScene.ShadowsOfDocumentAsync(scenario)).ShouldHaveSingleItem();
        await scenario.Destination.ExecuteAsync($"update {shadow} set title = 'altered' where id = (select min(id) from {shadow})");
        await writer.ExecuteAsync("rollback");

        var error = await resync.FailedAsync("not_equal");
        error.GetProperty("table").GetString().ShouldBe("public.document");
        error.GetProperty("message").GetString()!.ShouldContain("chunk", Case.Insensitive);
        error.GetProperty("message").GetString()!.ShouldNotContain("altered", Case.Insensitive);
        await SwapScene.EndIntactAsync(scenario, live);
    }

    [Fact(Timeout = 180_000)]
    public async Task Rows_that_violate_a_unique_index_of_the_live_table_are_no_fresh_table()
    {
        await using var scenario = await SwapScene.BeginWithManyDocumentsAsync(stack, "swap_index");
        await scenario.Source.ExecuteAsync("insert into document (id, title) values (900001, 'the same'), (900002, 'the same')");
        (await scenario.CaughtUpAsync(Mirror.Patience)).GetProperty("status").GetString().ShouldBe("RUNNING");
        await scenario.Destination.ExecuteAsync("delete from document where id = 900002; create unique index only_once on document (title)");
        var live = await scenario.OidAsync("document");

        var error = await (await Resync.StartAsync(scenario, "public.document")).FailedAsync("constraint_violation");
        error.GetProperty("message").GetString()!.ShouldNotContain("the same", Case.Insensitive);
        await scenario.Destination.ExecuteAsync("drop index only_once");
        await SwapScene.EndIntactAsync(scenario, live);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_source_table_that_is_dropped_during_the_copy_takes_nothing_from_the_live_one()
    {
        await using var scenario = await SwapScene.BeginWithManyDocumentsAsync(stack, "swap_lost_table", SwapScene.SlowCopy);
        var live = await scenario.OidAsync("document");
        var content = await TableContent.OfAsync(scenario.Destination, "document", ["id", "title", "body"]);
        var resync = await SwapScene.CopyDocumentsAsync(scenario);
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
}
