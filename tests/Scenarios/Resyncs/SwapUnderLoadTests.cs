using System.Globalization;
using System.Text.Json;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Figures;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Resyncs.Readers;
using BunnyDb.Scenarios.Stacks;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>Tables are replaced while eight applications write to the source and others read the destination in every way; nobody notices.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class SwapUnderLoadTests(BrokerStack stack, ITestOutputHelper output)
{
    private static readonly string[] Phases = ["SNAPSHOT", "INDEX", "CATCHUP", "VERIFY", "SWAP", "FOREIGN_KEYS"];

    private static int TableSwaps => FullRun.IsAsked ? 5 : 3;

    [Fact(Timeout = 600_000)]
    public async Task Swaps_of_a_table_and_of_the_whole_mirror_are_seen_by_no_reader()
    {
        await using var scenario = await SwapScene.BeginAsync(stack, "swap_load");
        var (balance, _) = await Bank.SumsAsync(scenario.Source);
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));
        await using var readers = await SwapReaders.StartAsync(scenario.Destination, balance);
        await readers.ReadOnAsync(5);
        readers.TakeLongest();
        await readers.ReadOnAsync(5);
        var (idle, _) = readers.TakeLongest();
        var deadlocks = await scenario.DeadlocksAsync();

        var held = new List<double>();
        for (var swap = 1; swap <= TableSwaps; swap++)
        {
            held.Add(await SwapAsync(scenario, "public.account", readers, idle));
            readers.Tables.Count.ShouldBe(swap + 1, "each swap puts another table in place");
        }

        held.Add(await SwapAsync(scenario, null, readers, idle));
        readers.Tables.Count.ShouldBe(TableSwaps + 2);
        held.Min().ShouldBeLessThan(250, "on a machine that is busy with other things too, each single one may be longer");

        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await readers.StopAsync(output);
        (await scenario.DeadlocksAsync()).ShouldBe(deadlocks);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.EndAsync();
    }

    private async Task<double> SwapAsync(Scenario scenario, string? table, SwapReaders readers, TimeSpan idle)
    {
        var resync = await Resync.StartAsync(scenario, table);
        var ended = await resync.SucceededAsync(TimeSpan.FromMinutes(3));
        await readers.ReadOnAsync(2);
        var (longest, kind) = readers.TakeLongest();
        var held = ended.GetProperty("lock_held_ms").GetDouble();
        Figure.Print(output, string.Create(
            CultureInfo.InvariantCulture,
            $"swap of {table ?? "all tables"} in {Seconds(ended):0.0} s ({Told(ended)}), {ended.GetProperty("attempts")} tries, lock held {held:0.0} ms; longest read {longest.TotalMilliseconds:0} ms ({kind}), {idle.TotalMilliseconds:0} ms while idle"));
        Resync.PhasesOf(ended).ShouldBe(Phases);
        held.ShouldBeLessThan(1000);
        longest.ShouldBeLessThan(idle + TimeSpan.FromSeconds(1));
        return held;
    }

    private static double Seconds(JsonElement resync) => (resync.GetProperty("finished_at").GetDateTimeOffset() - resync.GetProperty("started_at").GetDateTimeOffset()).TotalSeconds;

    private static string Told(JsonElement resync) => string.Join(", ", resync.GetProperty("phases").EnumerateArray().Select(
        phase => string.Create(CultureInfo.InvariantCulture, $"{phase.GetProperty("phase").GetString()} {phase.GetProperty("duration_seconds").GetDouble():0.0}")));
}
