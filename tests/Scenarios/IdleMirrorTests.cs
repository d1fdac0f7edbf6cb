using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios;

/// <summary>We never harm the source: a mirror without changes of its own must not make a busy server keep its WAL.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class IdleMirrorTests(BrokerStack stack)
{
    [Fact(Timeout = 150_000)]
    public async Task An_idle_mirror_on_a_busy_server_lets_go_of_the_wal_within_a_minute()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "idle");
        await scenario.Source.ExecuteAsync("create table quiet (id int primary key); create table busy (id int, payload text)");
        await scenario.StartMirrorAsync(["public.quiet"]);

        using var load = new CancellationTokenSource();
        var busy = WriteAsync(scenario, load.Token);
        var start = await scenario.Source.ScalarAsync<string>("select pg_current_wal_lsn()::text");
        await WaitFor.TrueAsync(
            $"confirmed_flush_lsn has moved past {start}", TimeSpan.FromSeconds(60),
            () => scenario.Source.ScalarAsync<bool>($"select confirmed_flush_lsn > '{start}'::pg_lsn from pg_replication_slots where slot_name = '{scenario.Mirror.SlotName}'"));
        await load.CancelAsync();
        await busy;
        await scenario.EndAsync();
    }

    private static async Task WriteAsync(Scenario scenario, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await scenario.Source.ExecuteAsync("insert into busy select n, repeat('x', 200) from generate_series(1, 500) n");
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
    }
}
