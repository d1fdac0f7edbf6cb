using System.Net;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Resyncs;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios;

/// <summary>A paused mirror makes the source keep its log; <c>max_slot_lag_bytes</c> says how much of it is too much.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class SlotLimitTests(BrokerStack stack)
{
    private const int Megabyte = 1_000_000;

    [Fact(Timeout = 180_000)]
    public async Task A_paused_mirror_warns_gives_its_slot_up_at_its_limit_and_comes_back_by_a_resync()
    {
        await using var scenario = await SwapScene.BeginAsync(stack, "slot_limit", ("max_slot_lag_bytes", 80 * Megabyte));
        await scenario.Mirror.PauseAsync();
        await scenario.Source.ExecuteAsync("update account set stamp = stamp + 1 where id = 1");

        await FillLogAsync(scenario, 50);
        await IsLoggedAsync(scenario, "warning", "makes the source keep");
        await WaitFor.StateAsync(
            "the mirror shows how far behind it is", TimeSpan.FromSeconds(40),
            async () => (await scenario.Mirror.GetAsync()).GetProperty("lag_bytes").GetInt64(), lag => lag > 50 * Megabyte);
        (await HasSlotAsync(scenario)).ShouldBeTrue("below its limit it is kept");
        await FillLogAsync(scenario, 50);
        await IsLoggedAsync(scenario, "error", "max_slot_lag_bytes");
        (await HasSlotAsync(scenario)).ShouldBeFalse();
        (await scenario.Mirror.GetAsync()).GetProperty("status").GetString().ShouldBe("PAUSED");

        (await scenario.Mirror.TryResumeAsync()).ShouldRefuse([HttpStatusCode.Conflict], "max_slot_lag_bytes").Code.ShouldBe("slot_missing");
        await (await Resync.StartAsync(scenario, null)).SucceededAsync();
        (await HasSlotAsync(scenario)).ShouldBeTrue();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await scenario.EndAsync();
    }

    private static Task FillLogAsync(Scenario scenario, int megabytes) => scenario.Source.ExecuteAsync(
        $"select count(pg_logical_emit_message(false, 'filler', repeat('x', {Megabyte}))) from generate_series(1, {megabytes})");

    private static Task<bool> HasSlotAsync(Scenario scenario) =>
        scenario.Source.ScalarAsync<bool>("select exists (select from pg_replication_slots where slot_name = $1)", scenario.Mirror.SlotName);

    private static Task IsLoggedAsync(Scenario scenario, string level, string text) => WaitFor.StateAsync(
        $"{level}: {text}", TimeSpan.FromSeconds(40),
        async () => (await scenario.Api.GetAsync($"/v1/mirrors/{scenario.Name}/logs?level={level}&search={Uri.EscapeDataString(text)}")).ShouldHaveStatus(HttpStatusCode.OK).Body,
        page => page.GetProperty("total").GetInt64() > 0);
}
