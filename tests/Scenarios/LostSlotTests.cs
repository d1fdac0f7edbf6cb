using System.Net;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios;

/// <summary>Somebody took the slot away while the mirror was paused: changes are missing, so going on would skip them.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class LostSlotTests(BrokerStack stack)
{
    [Fact(Timeout = 90_000)]
    public Task A_dropped_slot_is_named_when_resuming() => RunAsync(
        "slot_dropped", "slot_missing", scenario => scenario.Source.ExecuteAsync("select pg_drop_replication_slot($1)", scenario.Mirror.SlotName));

    [Fact(Timeout = 90_000)]
    public Task A_slot_that_was_made_anew_under_its_old_name_is_told_from_the_one_that_was_ours() => RunAsync(
        "slot_moved", "slot_moved",
        async scenario =>
        {
            await scenario.Source.ExecuteAsync("select pg_drop_replication_slot($1)", scenario.Mirror.SlotName);
            await scenario.Source.ExecuteAsync("update account set stamp = stamp + 1 where id = 3");
            await scenario.Source.ExecuteAsync("select pg_create_logical_replication_slot($1, 'pgoutput')", scenario.Mirror.SlotName);
        });

    [Fact(Timeout = 90_000)]
    public Task A_dropped_publication_is_named_when_resuming() => RunAsync(
        "publication_dropped", "publication_missing", scenario => scenario.Source.ExecuteAsync($"drop publication {scenario.Mirror.SlotName}"));

    [Fact(Timeout = 120_000)]
    public async Task An_invalidated_slot_is_named_when_resuming()
    {
        try
        {
            await RunAsync(
                "slot_invalidated", "slot_invalidated",
                async scenario =>
                {
                    await scenario.Source.ExecuteAsync("alter system set max_slot_wal_keep_size = '1MB'");
                    await scenario.Source.ExecuteAsync("select pg_reload_conf()");
                    await WaitFor.StateAsync(
                        "the slot is invalidated", TimeSpan.FromSeconds(60),
                        async () =>
                        {
                            await scenario.Source.ExecuteAsync("select pg_logical_emit_message(false, 'filler', repeat('x', 1000000)), pg_switch_wal()");
                            await scenario.Source.ExecuteAsync("checkpoint");
                            return await scenario.Source.ScalarAsync<string>("select wal_status from pg_replication_slots where slot_name = $1", scenario.Mirror.SlotName);
                        },
                        status => status == "lost");
                });
        }
        finally
        {
            await using var server = Npgsql.NpgsqlDataSource.Create(stack.Environment.Source);
            await server.ExecuteAsync("alter system reset max_slot_wal_keep_size");
            await server.ExecuteAsync("select pg_reload_conf()");
        }
    }

    private async Task RunAsync(string name, string code, Func<Scenario, Task> takeTheSlotAway)
    {
        await using var scenario = await Scenario.BeginAsync(stack, name);
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables);
        await scenario.Mirror.PauseAsync();
        await scenario.Source.ExecuteAsync("update account set stamp = stamp + 1 where id = 1");
        await takeTheSlotAway(scenario);
        await scenario.Source.ExecuteAsync("update account set stamp = stamp + 1 where id = 2");

        var reply = await scenario.Mirror.TryResumeAsync();
        reply.ShouldRefuse([HttpStatusCode.Conflict], scenario.Mirror.SlotName);
        reply.Code.ShouldBe(code);
        (await Bank.SumsAsync(scenario.Destination)).Stamp.ShouldBe(0, "nothing after the gap is applied");
        // Asked again, it refuses again.
        (await scenario.Mirror.TryResumeAsync()).Code.ShouldBe(code);
        await scenario.EndAsync();
    }
}
