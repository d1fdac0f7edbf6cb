using System.Net;
using BunnyDb.Scenarios.Api;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Npgsql;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>Writers who write more than a resync's lane can take: it does not run after them for ever.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class SlowCatchupTests(BrokerStack stack, ITestOutputHelper output)
{
    /// <summary>In a full run more than the comparison is patient for without a word.</summary>
    private static readonly int SlowRows = FullRun.IsAsked ? 1000 : 200;

    private const string Slow = "create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.05); return new; end $$";

    [Fact(Timeout = 240_000)]
    public async Task A_resync_that_writers_outrun_says_so_and_gives_up()
    {
        await using var patience = await ServiceSetting.PutAsync(stack.Part("cdc-reader"), "BUNNY_CATCHUP_PATIENCE_SECONDS", "5");
        await using var scenario = await SwapScene.BeginAsync(stack, "swap_outrun");
        await scenario.Destination.ExecuteAsync(Slow);
        var live = await scenario.OidAsync("document");
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));

        var resync = await StartSlowAsync(scenario, () => WriteMuchAsync(scenario.Source));

        var error = await resync.FailedAsync("catchup_too_slow");
        error.GetProperty("message").GetString()!.ShouldContain("5 seconds");
        Resync.PhasesOf(await resync.GetAsync()).ShouldBe(["SNAPSHOT", "INDEX", "CATCHUP"]);
        await writers.StopAsync();
        await patience.TakeBackAsync();
        await SwapScene.EndIntactAsync(scenario, live);
    }

    /// <summary>The comparison would have to stop the lane amid it.</summary>
    [Fact(Timeout = 300_000)]
    public async Task A_large_transaction_that_is_committed_when_the_comparison_is_due_is_applied_first()
    {
        await using var scenario = await SwapScene.BeginAsync(stack, "swap_large", ("cutover", "manual"));
        await scenario.Destination.ExecuteAsync(Slow);
        await using var writer = await scenario.Source.OpenConnectionAsync();
        var resync = await StartSlowAsync(
            scenario, () => writer.ExecuteAsync($"begin; insert into document (title) select 'late ' || n from generate_series(1, {SlowRows}) n"));
        await resync.WaitForPhaseAsync("VERIFY");
        await WaitFor.StateAsync("it waits for the transaction", Mirror.Patience, scenario.Mirror.ErrorCodeAsync, code => code == "waiting_for_transactions");
        await writer.ExecuteAsync("commit");
        if (FullRun.IsAsked)
        {
            await WaitFor.StateAsync("it says that it waits for the rows", Mirror.Patience, scenario.Mirror.ErrorCodeAsync, code => code == "catching_up");
        }

        await resync.WaitForPhaseAsync("SWAP", deadline: TimeSpan.FromSeconds(150));
        await scenario.Destination.ExecuteAsync("drop function slow cascade");
        (await resync.TryCutoverAsync()).ShouldHaveStatus(HttpStatusCode.Accepted);
        await resync.SucceededAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.EndAsync();
    }

    /// <summary>A resync of document whose shadow takes twenty of the late rows a second, whatever machine this is; they are written while nobody copies, and so before its lane begins to catch up.</summary>
    private async Task<Resync> StartSlowAsync(Scenario scenario, Func<Task> writeAsync)
    {
        var workers = stack.Services().Where(service => service.Name.StartsWith("snapshot-worker", StringComparison.Ordinal)).ToList();
        await Task.WhenAll(workers.Select(worker => worker.FreezeAsync()));
        var resync = await Resync.StartAsync(scenario, "public.document");
        var shadow = await WaitFor.StateAsync("the shadow is there", Mirror.Patience, () => SwapScene.ShadowsOfDocumentAsync(scenario), shadows => shadows.Count == 1);
        await scenario.Destination.ExecuteAsync(
            $"""
            create trigger slow before insert on {shadow[0]} for each row when (new.title like 'late%') execute function slow();
            alter table {shadow[0]} enable always trigger slow
            """);
        await writeAsync();
        await Task.WhenAll(workers.Select(worker => worker.ThawAsync()));
        return resync;
    }

    /// <summary>More of the source's log than a lane may be behind that has nearly caught up.</summary>
    private static Task WriteMuchAsync(NpgsqlDataSource source) => source.ExecuteAsync(
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
