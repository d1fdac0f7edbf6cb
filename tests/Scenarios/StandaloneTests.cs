using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios;

/// <summary>The same life in one process, without a broker.</summary>
[Collection(StandaloneStackCollection.Name)]
public sealed class StandaloneTests(StandaloneStack stack, ITestOutputHelper output)
{
    [Fact(Timeout = 180_000)]
    public async Task A_mirror_lives_without_a_broker_and_survives_that_its_process_is_killed()
    {
        stack.HasBroker.ShouldBeFalse();
        await using var scenario = await Scenario.BeginAsync(stack, "standalone");
        await Bank.CreateAsync(scenario.Source);
        var (balance, _) = await Bank.SumsAsync(scenario.Source);
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));
        await scenario.StartMirrorAsync(["public.account", "public.journal"]);
        await using var reader = BankReader.Start(scenario, balance);

        await scenario.Mirror.PauseAsync();
        await scenario.Mirror.PutTablesAsync(Bank.Tables);
        await scenario.Mirror.ResumeAsync();
        await scenario.Mirror.WaitForAsync("RUNNING");

        await stack.Part("standalone").KillAsync();
        await stack.Part("standalone").StartAsync();
        var soFar = writers.Transactions;
        await WaitFor.TrueAsync("writers go on", TimeSpan.FromSeconds(20), () => Task.FromResult(writers.Transactions > soFar + 200));
        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await reader.StopAsync();
        await scenario.EndAsync();
    }
}
