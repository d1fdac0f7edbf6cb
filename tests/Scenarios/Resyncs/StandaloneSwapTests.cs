using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Resyncs.Readers;
using BunnyDb.Scenarios.Stacks;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>All roles in one process, and no broker: a swap is the same.</summary>
[Collection(StandaloneStackCollection.Name)]
public sealed class StandaloneSwapTests(StandaloneStack stack, ITestOutputHelper output)
{
    [Fact(Timeout = 240_000)]
    public async Task A_table_and_then_all_of_them_are_swapped_and_no_reader_notices()
    {
        await using var scenario = await SwapScene.BeginAsync(stack, "standalone_swap");
        var (balance, _) = await Bank.SumsAsync(scenario.Source);
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));
        await using var readers = await SwapReaders.StartAsync(scenario.Destination, balance);
        await readers.ReadOnAsync(2);

        foreach (var table in (string?[])["public.account", null])
        {
            var (accounts, seen) = (await scenario.OidAsync("account"), readers.Tables.Count);
            await (await Resync.StartAsync(scenario, table)).SucceededAsync();
            (await scenario.OidAsync("account")).ShouldNotBe(accounts);
            await readers.ReadOnAsync(2);
            readers.Tables.Count.ShouldBe(seen + 1);
        }

        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await readers.StopAsync(output);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.EndAsync();
    }
}
