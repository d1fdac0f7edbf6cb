using BunnyDb.Benchmarks.Workloads;
using BunnyDb.Contracts.Peers;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Replication.Streaming;
using Npgsql.Replication;

namespace BunnyDb.Benchmarks.Contenders;

/// <summary>
/// A slot streamed as BunnyDb streams, and everything that is read thrown away: what decoding and sending change by change take at the least, before
/// anything is passed on or applied anywhere. A mirror does not read a backlog so (docs/adr/0013).
/// </summary>
internal sealed class SlotDrain(Database source) : IFollower, IAsyncDisposable
{
    internal const string Drain = "drain";
    private const string Slot = "bench_drain";

    private readonly PeerConnections connections = new();
    private Task draining = Task.CompletedTask;
    private LogicalReplicationConnection? connection;

    public string Name => Drain;

    public Database? Destination => null;

    public async Task CopyAsync(IReadOnlyList<Table> tables, CancellationToken ct)
    {
        await source.ExecuteAsync($"create publication {Slot} for table {string.Join(", ", tables.Select(table => table.Name))}", ct);
        await source.ExecuteAsync($"select pg_create_logical_replication_slot('{Slot}', 'pgoutput')", ct);
    }

    /// <summary>Only now its walsender ends, whose cost was to be counted.</summary>
    public async Task PauseAsync(CancellationToken ct)
    {
        await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        await source.UntilAsync($"select not active from pg_replication_slots where slot_name = '{Slot}'", ct);
    }

    public Task ResumeAsync(CancellationToken ct)
    {
        draining = DrainAsync(ct);
        return Task.CompletedTask;
    }

    public Task UntilArrivedAsync(int id, CancellationToken ct) => draining;

    public async Task DropAsync(CancellationToken ct)
    {
        await source.ExecuteAsync($"select pg_drop_replication_slot('{Slot}')", ct);
        await source.ExecuteAsync($"drop publication {Slot}", ct);
    }

    public ValueTask DisposeAsync() => connections.DisposeAsync();

    /// <summary>Ends at what is the end of the WAL now.</summary>
    private async Task DrainAsync(CancellationToken ct)
    {
        var end = Lsn.Parse(await source.ScalarAsync<string>("select pg_current_wal_insert_lsn()::text", ct));
        var address = new PeerAddress(source.Host, source.Port, source.User, source.Password, source.Name, PeerSslMode.Disable, null);
        connection = await connections.OpenReplicationAsync(address, "drain", ct);
        await connection.IdentifySystem(ct);
        var receiver = await WalReceiver.StartAsync(connection, Slot, Slot, Lsn.None, TimeProvider.System, ct);
        using var drained = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var (informing, reading) = (receiver.KeepInformedAsync(drained.Token), ReadAsync(receiver, drained.Token));

        // Past the last transaction the source only says how far it has come.
        while (receiver.Received < end && !reading.IsCompleted)
        {
            await Task.Delay(Waiting.Pause, ct);
        }

        await (reading.IsCompleted ? reading : drained.CancelAsync());
        await Task.WhenAll(informing, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task ReadAsync(WalReceiver receiver, CancellationToken ct)
    {
        while (true)
        {
            for (var messages = await receiver.ReadAsync(ct); messages.TryPeek(out _);)
            {
                messages.Advance();
            }
        }
    }
}
