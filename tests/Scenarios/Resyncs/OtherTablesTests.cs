using System.Globalization;
using BunnyDb.Scenarios.Data;
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
        var took = ended.GetProperty("finished_at").GetDateTimeOffset() - ended.GetProperty("started_at").GetDateTimeOffset();
        await heartbeat.ShouldHaveFlowedAsync(string.Create(CultureInfo.InvariantCulture, $"swap resync of one table in {took.TotalSeconds:0.0} s"), output);
        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), tables);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.EndAsync();
    }
}
