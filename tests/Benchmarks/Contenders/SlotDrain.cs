using BunnyDb.Benchmarks.Programs;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks.Contenders;

/// <summary>
/// PostgreSQL's <c>pg_recvlogical</c> reads the same pgoutput stream and throws it away: what decoding and one message-by-message reader cost,
/// when nothing is applied anywhere.
/// </summary>
internal sealed class SlotDrain(string programs, Database source) : IFollower
{
    internal const string Drain = "drain";
    private const string Slot = "bench_drain";

    private readonly ClientProgram program = new(Path.Combine(programs, "pg_recvlogical"), ClientProgram.Reaching(source));
    private Task draining = Task.CompletedTask;

    public string Name => Drain;

    public Database? Destination => null;

    public async Task CopyAsync(IReadOnlyList<Table> tables, CancellationToken ct)
    {
        await source.ExecuteAsync($"create publication {Slot} for table {string.Join(", ", tables.Select(table => table.Name))}", ct);
        await source.ExecuteAsync($"select pg_create_logical_replication_slot('{Slot}', 'pgoutput')", ct);
    }

    public Task PauseAsync(CancellationToken ct) => source.UntilAsync($"select not active from pg_replication_slots where slot_name = '{Slot}'", ct);

    /// <summary>It ends by itself at what is the end of the WAL now.</summary>
    public async Task ResumeAsync(CancellationToken ct)
    {
        var end = await source.ScalarAsync<string>("select pg_current_wal_insert_lsn()::text", ct);
        draining = program.RunAsync(
            ["--dbname", source.Name, "--start", "--slot", Slot, "--option", "proto_version=1", "--option", $"publication_names={Slot}", "--endpos", end, "--file", "/dev/null", "--no-loop"],
            ct);
    }

    public Task UntilArrivedAsync(int id, CancellationToken ct) => draining;

    public async Task DropAsync(CancellationToken ct)
    {
        await source.ExecuteAsync($"select pg_drop_replication_slot('{Slot}')", ct);
        await source.ExecuteAsync($"drop publication {Slot}", ct);
    }
}
