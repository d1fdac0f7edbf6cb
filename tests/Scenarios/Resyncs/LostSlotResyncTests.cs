using System.Net;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Resyncs.Readers;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>A mirror whose slot is gone has lost its place in the source's log; a full resync gives it a new one, with no gap.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class LostSlotResyncTests(BrokerStack stack, ITestOutputHelper output)
{
    [Fact(Timeout = 180_000)]
    public async Task A_slot_that_was_dropped_while_paused()
    {
        await using var scenario = await SwapScene.BeginAsync(stack, "resync_lost_paused");
        await RecoverAsync(scenario, async () =>
        {
            await scenario.Mirror.PauseAsync();
            await scenario.Source.ExecuteAsync("select pg_drop_replication_slot($1)", scenario.Mirror.SlotName);
            (await scenario.Mirror.TryResumeAsync()).ShouldRefuse([HttpStatusCode.Conflict], "resync").Code.ShouldBe("slot_missing");
            (await Resync.TryStartAsync(scenario, "public.account")).ShouldRefuse([HttpStatusCode.Conflict]);
        });
    }

    [Fact(Timeout = 180_000)]
    public async Task A_slot_that_was_dropped_while_running()
    {
        await using var scenario = await SwapScene.BeginAsync(stack, "resync_lost_running");
        await RecoverAsync(scenario, async () =>
        {
            await WaitFor.TrueAsync("the slot is dropped", TimeSpan.FromSeconds(30), async () =>
            {
                await scenario.Source.ExecuteAsync("select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = $1 and active", scenario.Mirror.SlotName);
                await scenario.Source.ExecuteAsync("select pg_drop_replication_slot($1)", scenario.Mirror.SlotName);
                return true;
            });
            var error = await scenario.Mirror.WaitForFaultAsync(TimeSpan.FromSeconds(60));
            error.GetProperty("code").GetString().ShouldBe("slot_missing");
            error.GetProperty("remedy").GetString()!.ShouldContain("resync");
        });
    }

    /// <summary>Readers go on through all of it: they see the destination as it was, and then as the source is.</summary>
    private async Task RecoverAsync(Scenario scenario, Func<Task> loseAsync)
    {
        var (balance, _) = await Bank.SumsAsync(scenario.Source);
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));
        await using var readers = await SwapReaders.StartAsync(scenario.Destination, balance);
        var live = await scenario.OidAsync("account");
        await loseAsync();
        var soFar = writers.Transactions;
        await WaitFor.TrueAsync("changes are lost", Mirror.Patience, () => Task.FromResult(writers.Transactions > soFar + 200));

        await (await Resync.StartAsync(scenario, null)).SucceededAsync();
        (await scenario.OidAsync("account")).ShouldNotBe(live);
        (await scenario.Mirror.GetAsync()).GetProperty("error").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await readers.StopAsync(output);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.EndAsync();
    }
}
