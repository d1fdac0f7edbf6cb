using System.Globalization;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Figures;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>A swap resync of one table is nothing that the mirror's other tables wait for.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class OtherTablesTests(BrokerStack stack, ITestOutputHelper output)
{
    [Fact(Timeout = 180_000)]
    public async Task Changes_to_other_tables_flow_during_the_whole_of_a_swap_resync()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "swap_others");
        await Bank.CreateAsync(scenario.Source);
        await Heartbeat.CreateAsync(scenario.Source);
        await SwapScene.AddManyDocumentsAsync(scenario.Source);
        TablePair[] tables = [.. Bank.Tables, Heartbeat.Table];
        await scenario.StartMirrorAsync(tables, [("resync_strategy", "swap"), .. SwapScene.SlowCopy]);
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));
        await using var heartbeat = Heartbeat.Start(scenario.Source, scenario.Destination);

        var ended = await (await Resync.StartAsync(scenario, "public.document")).SucceededAsync();
        var lags = await heartbeat.StopAsync();
        Figure.Print(output, string.Create(
            CultureInfo.InvariantCulture,
            $"swap resync of one table in {(ended.GetProperty("finished_at").GetDateTimeOffset() - ended.GetProperty("started_at").GetDateTimeOffset()).TotalSeconds:0.0} s: lag of another one, median {lags[lags.Count / 2].TotalMilliseconds:0} ms, longest {lags[^1].TotalMilliseconds:0} ms, {lags.Count} beats"));

        // Both lanes hold at a marker for some seconds at most; the rest is for a machine that is busy with other things.
        lags[^1].ShouldBeLessThan(TimeSpan.FromSeconds(30));
        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), tables);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.EndAsync();
    }
}
