using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios;

/// <summary>A database that neither answers nor ends anything, as when its machine is cut off, is not taken for one where nothing happens.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class SilentDatabaseTests(BrokerStack stack)
{
    [Theory(Timeout = 240_000)]
    [InlineData("destination", 45)]
    [InlineData("source", 90)]
    public async Task A_database_that_is_silent_is_shown_and_the_mirror_goes_on_once_it_speaks(string part, int seconds)
    {
        await using var scenario = await Scenario.BeginAsync(stack, $"silent_{part}");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables);
        await using var writers = Writers.Start(scenario.Source, 1);
        await WaitFor.TrueAsync("changes flow", TimeSpan.FromSeconds(20), async () => (await Bank.SumsAsync(scenario.Destination)).Stamp > 0);

        await stack.Part(part).FreezeAsync();
        try
        {
            await WaitFor.StateAsync($"the silent {part} is shown", TimeSpan.FromSeconds(seconds), scenario.Mirror.ErrorCodeAsync, code => code == "database_unavailable");
            (await scenario.Mirror.StatusAsync()).ShouldBe("RUNNING");
        }
        finally
        {
            await stack.Part(part).ThawAsync();
        }

        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await WaitFor.StateAsync("the error is taken back", TimeSpan.FromSeconds(10), scenario.Mirror.ErrorCodeAsync, code => code is null);
        await scenario.EndAsync();
    }
}
