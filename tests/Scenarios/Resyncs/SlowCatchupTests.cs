using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>Writers who write more than a resync's lane can take: it does not run after them for ever.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class SlowCatchupTests(BrokerStack stack, ITestOutputHelper output)
{
    private const string Slow = "create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.05); return new; end $$";

    [Fact(Timeout = 240_000)]
    public async Task A_resync_that_writers_outrun_says_so_and_gives_up()
    {
        await using var patience = await ServiceSetting.PutAsync(stack.Part("cdc-reader"), "BUNNY_CATCHUP_PATIENCE_SECONDS", "5");
        await using var scenario = await SwapScene.BeginAsync(stack, "swap_outrun");
        await scenario.Destination.ExecuteAsync(Slow);
        var live = await scenario.OidAsync("document");
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));

        var workers = stack.Services().Where(service => service.Name.StartsWith("snapshot-worker", StringComparison.Ordinal)).ToList();
        await Task.WhenAll(workers.Select(worker => worker.FreezeAsync()));
        var resync = await Resync.StartAsync(scenario, "public.document");
        await OutrunAsync(scenario);
        await Task.WhenAll(workers.Select(worker => worker.ThawAsync()));

        var error = await resync.FailedAsync("catchup_too_slow");
        error.GetProperty("message").GetString()!.ShouldContain("5 seconds");
        Resync.PhasesOf(await resync.GetAsync()).ShouldBe(["SNAPSHOT", "INDEX", "CATCHUP"]);
        await writers.StopAsync();
        await patience.TakeBackAsync();
        await SwapScene.EndIntactAsync(scenario, live);
    }

    /// <summary>
    /// While nobody copies, and so before the lane begins to catch up: more of the source's log than a lane may be behind that has nearly caught up, and
    /// a shadow that takes twenty of these rows a second, whatever machine this is.
    /// </summary>
    private static async Task OutrunAsync(Scenario scenario)
    {
        var shadow = await WaitFor.StateAsync("the shadow is there", Mirror.Patience, () => SwapScene.ShadowsOfDocumentAsync(scenario), shadows => shadows.Count == 1);
        await scenario.Destination.ExecuteAsync(
            $"""
            create trigger slow before insert on {shadow[0]} for each row when (new.title like 'late%') execute function slow();
            alter table {shadow[0]} enable always trigger slow
            """);
        await scenario.Source.ExecuteAsync(
            """
            do $$
            begin
              for transaction in 1..200 loop
                insert into document (title, body) select 'late ' || n, repeat(md5(n::text), 40) from generate_series(1, 100) n;
                commit;
              end loop;
            end $$
            """);
    }
}
