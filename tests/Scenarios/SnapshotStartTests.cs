using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios;

/// <summary>The seam between the copy and the changes that follow it.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class SnapshotStartTests(BrokerStack stack, ITestOutputHelper output)
{
    [Fact(Timeout = 150_000)]
    public async Task A_mirror_that_starts_under_eight_writers_with_transactions_open_across_its_start_becomes_equal()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "snapshot_start");
        await Bank.CreateAsync(scenario.Source);
        var (balance, _) = await Bank.SumsAsync(scenario.Source);
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));

        await using var openBefore = await scenario.Source.OpenConnectionAsync();
        await openBefore.ExecuteAsync("begin");
        await openBefore.ExecuteAsync("update account set note = 'open before the slot' where id = 1");
        await scenario.CreateMirrorAsync(Bank.Tables);
        await WaitFor.StateAsync(
            "the mirror says which transaction it waits for", TimeSpan.FromSeconds(20), scenario.Mirror.ErrorCodeAsync, code => code == "waiting_for_transactions");
        (await scenario.Mirror.StatusAsync()).ShouldBe("SETTING_UP");

        await using var openMeanwhile = await scenario.Source.OpenConnectionAsync();
        await openMeanwhile.ExecuteAsync("begin");
        await openMeanwhile.ExecuteAsync("update account set note = 'open while the slot is made' where id = 2");
        await openBefore.ExecuteAsync("insert into journal values ('kind 1', 1, 'just before its commit'); commit");
        await openMeanwhile.ExecuteAsync("insert into journal values ('kind 2', 2, 'just before its commit'); commit");

        // Small tables may be through their copy before anyone looks.
        await WaitFor.StateAsync("the copy has begun", Mirror.Patience, scenario.Mirror.StatusAsync, status => status is "SNAPSHOT" or "RUNNING");
        await using var openDuringCopy = await scenario.Source.OpenConnectionAsync();
        await openDuringCopy.ExecuteAsync("begin");
        await openDuringCopy.ExecuteAsync("update account set note = 'open during the copy' where id = 3");
        await scenario.Mirror.WaitForAsync("RUNNING");
        await using var reader = BankReader.Start(scenario, balance);
        await openDuringCopy.ExecuteAsync("commit");

        var soFar = writers.Transactions;
        await WaitFor.TrueAsync("writers go on", TimeSpan.FromSeconds(20), () => Task.FromResult(writers.Transactions > soFar + 500));
        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await reader.StopAsync();
        await scenario.EndAsync();
    }
}
