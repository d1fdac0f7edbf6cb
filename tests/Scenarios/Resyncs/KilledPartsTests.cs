using System.Globalization;
using System.Text.Json;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Figures;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Resyncs.Readers;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>
/// Any one part dies at some moment of a swap. Readers see whole tables all the time; the resync goes on or ends as FAILED with the reason, the mirror
/// runs, a second resync succeeds, and nothing is left of either.
/// </summary>
[Collection(BrokerStackCollection.Name)]
public sealed class KilledPartsTests(BrokerStack stack, ITestOutputHelper output)
{
    private const string EmptiedBroker = "emptied broker";
    private const string AnyPhase = "any";

    /// <summary>Whoever swaps, and where it is swapped.</summary>
    private static readonly string[] Nearest = ["applier", "destination"];

    private static readonly string[] Parts = ["control-plane", "cdc-reader", "applier", "snapshot-worker", "rabbitmq", EmptiedBroker, "destination"];

    private static readonly string[] Phases = ["SNAPSHOT", "INDEX", "CATCHUP", "VERIFY", "SWAP", "FOREIGN_KEYS"];

    /// <summary>Longer than a swap resync of this bank takes when nothing happens.</summary>
    private static readonly TimeSpan Course = TimeSpan.FromSeconds(5);

    /// <summary>A random moment for the parts that are nearest to a swap; in a full run for each part a random moment and each phase.</summary>
    public static TheoryData<string, string> Moments()
    {
        var moments = new TheoryData<string, string>();
        foreach (var part in FullRun.IsAsked ? Parts : Nearest)
        {
            foreach (var phase in FullRun.IsAsked ? [AnyPhase, .. Phases] : (string[])[AnyPhase])
            {
                moments.Add(part, phase);
            }
        }

        return moments;
    }

    [Theory(Timeout = 300_000)]
    [MemberData(nameof(Moments))]
    public async Task After_a_part_died_in_a_swap_the_table_is_whole_and_the_mirror_runs(string part, string phase)
    {
        var seed = Seed.Draw(output);
        var random = new Random(seed);
        await using var scenario = await SwapScene.BeginWithManyDocumentsAsync(
            stack, $"resync_{part.Replace('-', '_').Replace(' ', '_')}_{phase.ToLowerInvariant()}", SwapScene.SmallChunks);
        var (balance, _) = await Bank.SumsAsync(scenario.Source);
        await using var writers = Writers.Start(scenario.Source, seed);
        await using var readers = await SwapReaders.StartAsync(scenario.Destination, balance, outliveServer: part == "destination");

        var resync = await Resync.StartAsync(scenario, null);
        if (phase == AnyPhase)
        {
            await random.RandomMomentAsync(Course);
        }
        else
        {
            // A phase may be over before anybody looks; then it is a moment after it.
            await WaitFor.StateAsync($"the resync is in {phase}, or past it", Mirror.Patience, resync.GetAsync, running => Resync.PhasesOf(running).Contains(phase));
        }

        var hit = (await resync.GetAsync()).GetProperty("phase").GetString();
        await FailAndComeBackAsync(part, random);
        var ended = await resync.EndedAsync(TimeSpan.FromMinutes(2));
        var result = ended.GetProperty("result").GetString()!;
        var reason = result == "FAILED" ? ended.GetProperty("error").GetProperty("code").GetString() : null;
        Figure.Print(output, string.Create(
            CultureInfo.InvariantCulture,
            $"{part} died in {hit}: the resync {result} {reason}, {(ended.GetProperty("finished_at").GetDateTimeOffset() - ended.GetProperty("started_at").GetDateTimeOffset()).TotalSeconds:0.0} s in all"));
        result.ShouldBeOneOf("SUCCEEDED", "FAILED");

        await (await Resync.StartAsync(scenario, null)).SucceededAsync(TimeSpan.FromMinutes(2));
        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        (await scenario.Mirror.WaitForAsync("RUNNING")).GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null);
        await readers.StopAsync(output);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.EndAsync();
    }

    private async Task FailAndComeBackAsync(string part, Random random)
    {
        if (part == EmptiedBroker)
        {
            await stack.RabbitMqCtlAsync("stop_app");
            await stack.RabbitMqCtlAsync("reset");
            await stack.RabbitMqCtlAsync("start_app");
            return;
        }

        await (part == "destination" ? stack.Part(part).StopImmediatelyAsync() : stack.Part(part).KillAsync());
        await random.RandomMomentAsync(TimeSpan.FromSeconds(2));
        await stack.Part(part).StartAsync();
    }
}
