using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Swaps;

namespace BunnyDb.Integration.Swaps;

/// <summary>Transactions that would find the new table empty are found as long as they are open.</summary>
[Collection(RealServers.Name)]
public sealed class OldSnapshotTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_repeatable_read_transaction_is_old_until_it_ends()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "old_snapshot", "create schema app");
        await using var old = await bench.OpenStrangerAsync("report");
        await SwapBench.RunAsync(old, "begin isolation level repeatable read; select 1");
        await using var idle = await bench.OpenStrangerAsync();
        await SwapBench.RunAsync(idle, "begin; set local timezone = 'UTC'");
        await bench.RunAsync("create table app.t ()");
        var mark = await OldSnapshots.MarkAsync(bench.Connection, default);
        await using var later = await bench.OpenStrangerAsync();
        await SwapBench.RunAsync(later, "begin isolation level repeatable read; select 1");

        var found = (await OldSnapshots.WhoIsOlderAsync(bench.Connection, mark, default)).ShouldHaveSingleItem();
        (found.Pid, found.Application, found.What).ShouldBe((old.ProcessID, "report", "idle in transaction"));
        await SwapBench.RunAsync(old, "commit");
        (await OldSnapshots.WhoIsOlderAsync(bench.Connection, mark, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_whose_activity_is_hidden_is_found_by_its_virtual_transaction()
    {
        await using var superuser = await SwapBench.StartAsync(postgres, "old_snapshot_hidden", "create schema app");
        await using var old = await superuser.OpenStrangerAsync();
        await using var bench = await SwapBench.StartAsync(postgres, "old_snapshot_hidden_2", "create schema app", "swap_blind", "pg_signal_backend");
        await using var hidden = await HiddenAsync(superuser, "old_snapshot_hidden_2");
        await SwapBench.RunAsync(hidden, "begin isolation level repeatable read; select 1");
        await bench.RunAsync("create table app.t ()");
        var mark = await OldSnapshots.MarkAsync(bench.Connection, default);
        (await OldSnapshots.WhoIsOlderAsync(bench.Connection, mark, default)).ShouldHaveSingleItem().Pid.ShouldBe(hidden.ProcessID);
        await SwapBench.RunAsync(hidden, "commit; begin isolation level repeatable read; select 1");
        (await OldSnapshots.WhoIsOlderAsync(bench.Connection, mark, default)).ShouldBeEmpty();
    }

    /// <summary>The superuser's connection to another test's database.</summary>
    private static async Task<Npgsql.NpgsqlConnection> HiddenAsync(SwapBench superuser, string database)
    {
        var connection = await superuser.OpenStrangerAsync();
        await connection.ChangeDatabaseAsync(database);
        return connection;
    }
}
