using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using Npgsql;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>Writers who write more than a resync's lane can take: it does not run after them for ever.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class SlowCatchupTests(BrokerStack stack, ITestOutputHelper output)
{
    /// <summary>A lane that takes at most twenty rows a second, whatever machine this is.</summary>
    private const string Slow =
        """
        create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.05); return new; end $$
        """;

    [Fact(Timeout = 240_000)]
    public async Task A_resync_that_writers_outrun_says_so_and_gives_up()
    {
        await using var patience = await ServiceSetting.PutAsync(stack.Part("cdc-reader"), "BUNNY_CATCHUP_PATIENCE_SECONDS", "5");
        await using var scenario = await SwapScene.BeginWithManyDocumentsAsync(stack, "swap_outrun", SwapScene.SlowCopy);
        await scenario.Destination.ExecuteAsync(Slow);
        var live = await scenario.OidAsync("document");
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));

        var resync = await SwapScene.CopyDocumentsAsync(scenario);
        var shadow = await SwapScene.ShadowOfDocumentAsync(scenario);
        await scenario.Destination.ExecuteAsync(
            $"create trigger slow before insert on {shadow} for each row when (new.title like 'late%') execute function slow(); alter table {shadow} enable always trigger slow");
        await OutrunAsync(scenario.Source);
        (await resync.GetAsync()).GetProperty("phase").GetString().ShouldBe("SNAPSHOT", "the writers are ahead before the lane begins to catch up");

        var error = await resync.FailedAsync("catchup_too_slow");
        error.GetProperty("message").GetString()!.ShouldContain("5 seconds");
        Resync.PhasesOf(await resync.GetAsync()).ShouldBe(["SNAPSHOT", "INDEX", "CATCHUP"]);
        await writers.StopAsync();
        await patience.TakeBackAsync();
        await SwapScene.EndIntactAsync(scenario, live);
    }

    /// <summary>More of the source's log than a lane may be behind that has nearly caught up. The copy waits for this transaction, and so comes to no end before it.</summary>
    private static async Task OutrunAsync(NpgsqlDataSource source)
    {
        await using var writer = await source.OpenConnectionAsync();
        await writer.ExecuteAsync(
            """
            begin;
            lock table document in access exclusive mode;
            insert into document (title, body) select 'late ' || n, repeat(md5(n::text), 40) from generate_series(1, 20000) n;
            commit
            """);
    }
}
