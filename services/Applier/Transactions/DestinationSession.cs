using System.Data;
using BunnyDb.Contracts.Peers;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Progress;
using Npgsql;

namespace BunnyDb.Applier.Transactions;

/// <summary>The one connection that a lane is applied through.</summary>
internal sealed class DestinationSession : IAsyncDisposable
{
    /// <summary>
    /// The reader confirms only what the destination has flushed, so that a commit need not wait for the disk. A process that is frozen while it
    /// holds the lane's row loses it, so that the lane can be stopped: one that runs speaks every quarter of a second.
    /// </summary>
    private const string Settings = "set synchronous_commit = off; set idle_in_transaction_session_timeout = '15s'";

    /// <summary>
    /// A staging table has no statistics: without these the planner would hash the whole table that a few rows of it are staged for, or compile
    /// a statement that takes milliseconds.
    /// </summary>
    private const string PlannerSettings = "set enable_hashjoin = off; set enable_mergejoin = off; set jit = off; set temp_buffers = '32MB'";

    private readonly NpgsqlConnection connection;

    private DestinationSession(NpgsqlConnection connection, bool isReplica, bool canStage)
    {
        this.connection = connection;
        (IsReplica, CanStage) = (isReplica, canStage);
    }

    /// <exception cref="NpgsqlException">Its keepalive found that it is broken while the lane was idle; the driver would call the next use of it a mistake of ours.</exception>
    internal NpgsqlConnection Connection => connection.FullState.HasFlag(ConnectionState.Broken) || connection.FullState == ConnectionState.Closed
        ? throw new NpgsqlException("The connection to the destination broke while it was idle.")
        : connection;

    /// <summary>Triggers and foreign keys of the destination stay silent: the source has checked and done already what they would.</summary>
    internal bool IsReplica { get; }

    /// <summary>Our role may make temporary tables.</summary>
    internal bool CanStage { get; }

    internal static async Task<DestinationSession> OpenAsync(PeerConnections connections, PeerAddress destination, CancellationToken ct)
    {
        var connection = await connections.OpenAsync(destination, "apply", ct);
        try
        {
            // A pooled connection may hold statements that were prepared before somebody changed a column's type.
            connection.UnprepareAll();
            await ExecuteAsync(connection, $"{Settings}; {PlannerSettings}", ct);
            return new DestinationSession(connection, await TrySetReplicaAsync(connection, ct), await CanStageAsync(connection, ct));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a transaction that holds the lane's row. Null: the destination does not know the lane.</summary>
    internal async Task<DestinationTransaction?> BeginAsync(LaneId lane, CancellationToken ct)
    {
        var transaction = await Connection.BeginTransactionAsync(ct);
        try
        {
            if (await LaneProgress.LockAsync(lane, transaction, ct) is { } progress)
            {
                return new DestinationTransaction(transaction, progress);
            }
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }

        await transaction.DisposeAsync();
        return null;
    }

    /// <summary>
    /// Somebody of ours waits for the lane's row, which the open transaction holds: a reader that begins an epoch, or a lane that is closed.
    /// </summary>
    internal async Task<bool> IsWaitedForAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select exists (
              select from pg_stat_activity where wait_event_type = 'Lock' and application_name like 'bunnydb %'
                and query like '%bunnydb.lane%' and pg_backend_pid() = any(pg_blocking_pids(pid)))
            """, Connection);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static async Task<bool> TrySetReplicaAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await ExecuteAsync(connection, "set session_replication_role = replica", ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Recommended, not required: the preflight reports its absence.
            return false;
        }
    }

    private static async Task<bool> CanStageAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select has_database_privilege(current_database(), 'TEMP')", connection);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
