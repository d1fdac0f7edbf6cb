using BunnyDb.Contracts.Values;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Progress;

/// <summary>A lane's row on its destination (<c>bunnydb.lane</c>): the truth about how far it is, and its fence.</summary>
public sealed record LaneProgress(
    LaneId Lane,
    string SourceSystemId,
    int Generation,
    long Epoch,
    Lsn Position,
    long RestartAskedEpoch,
    string? HeldMarker)
{
    /// <summary>Grows whenever the lane loses routes by another hand than its own applier's: what that has read of them before is void.</summary>
    public int RoutesVersion { get; init; }

    /// <summary>Grows with every run of an applier that begins on the lane, and when the lane stops: only a run with this number writes.</summary>
    public long ApplierRun { get; init; }

    /// <summary>Nothing whose commit record is here or later may be applied now; null: no such bound.</summary>
    public Lsn? StopAt { get; init; }

    private const long BookkeepingLock = 0x62756e6e79;
    private const string Columns = "source_system_id, generation, epoch, position, restart_asked_epoch, held_marker, routes_version, stop_at, applier_run";

    /// <summary>Creates the schema <c>bunnydb</c> and its tables where they are missing.</summary>
    public static async Task EnsureBookkeepingAsync(NpgsqlConnection destination, CancellationToken ct)
    {
        await using var transaction = await destination.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand($"select pg_advisory_xact_lock({BookkeepingLock}); {SqlFile.Read("bookkeeping")}", destination, transaction);
        await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Brings bookkeeping that an earlier version has made to this version's. False: there is none.</summary>
    public static async Task<bool> RenewBookkeepingAsync(NpgsqlConnection destination, CancellationToken ct)
    {
        // The column is what bookkeeping.sql adds last.
        await using var command = new NpgsqlCommand(
            "select exists (select from pg_attribute where attrelid = lane and attname = 'applier_run') from to_regclass('bunnydb.lane') lane where lane is not null", destination);
        var isCurrent = await command.ExecuteScalarAsync(ct) as bool?;
        if (isCurrent == false)
        {
            await EnsureBookkeepingAsync(destination, ct);
        }

        return isCurrent is not null;
    }

    /// <summary>Null: the destination knows no such lane, or has no bookkeeping yet. Asked often: what an earlier version has made is noticed by its refusal.</summary>
    public static async Task<LaneProgress?> FindAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        try
        {
            return await QueryAsync($"select {Columns} from bunnydb.lane where lane_id = $1", lane, destination, null, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedColumn)
        {
            await EnsureBookkeepingAsync(destination, ct);
            return await FindAsync(destination, lane, ct);
        }
        catch (PostgresException e) when (IsWithoutBookkeeping(e))
        {
            return null;
        }
    }

    /// <summary>Locks the row for the transaction: nobody else applies, fences or forgets the lane until it ends. Null: there is no such lane.</summary>
    public static async Task<LaneProgress?> LockAsync(LaneId lane, NpgsqlTransaction transaction, CancellationToken ct)
    {
        try
        {
            return await QueryAsync($"select {Columns} from bunnydb.lane where lane_id = $1 for update", lane, transaction.Connection!, transaction, ct);
        }
        catch (PostgresException e) when (IsWithoutBookkeeping(e))
        {
            return null;
        }
    }

    /// <summary>
    /// Registers the lane at <paramref name="position"/> under a new generation and epoch: from now on nothing of an earlier one is written.
    /// Waits for a transaction of the lane that is open. Its routes, chunks and markers are forgotten.
    /// </summary>
    public static async Task RegisterAsync(
        NpgsqlConnection destination, LaneId lane, MirrorName mirror, string sourceSystemId, int generation, Lsn position, CancellationToken ct)
    {
        await using var transaction = await destination.BeginTransactionAsync(ct);
        await using (var upsert = new NpgsqlCommand(
            """
            insert into bunnydb.lane (lane_id, mirror, source_system_id, generation, position) values ($1, $2, $3, $4, $5)
            on conflict (lane_id) do update set source_system_id = excluded.source_system_id, generation = excluded.generation,
                position = excluded.position, epoch = bunnydb.lane.epoch + 1, routes_version = bunnydb.lane.routes_version + 1, held_marker = null, stop_at = null, updated_at = now()
            """, destination, transaction))
        {
            upsert.Parameters.AddWithValue(lane.Value);
            upsert.Parameters.AddWithValue(mirror.Value);
            upsert.Parameters.AddWithValue(sourceSystemId);
            upsert.Parameters.AddWithValue(generation);
            upsert.Parameters.Add(Parameter(position));
            await upsert.ExecuteNonQueryAsync(ct);
        }

        foreach (var table in new[] { "route", "chunk", "marker" })
        {
            await using var forget = new NpgsqlCommand($"delete from bunnydb.{table} where lane_id = $1", destination, transaction);
            forget.Parameters.AddWithValue(lane.Value);
            await forget.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>
    /// Begins the next epoch, which makes every batch of earlier ones void, and returns the position that counts. Waits for a transaction of
    /// the lane that is open. Null: there is no such lane.
    /// </summary>
    public static Task<LaneProgress?> BeginEpochAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct) =>
        QueryAsync($"update bunnydb.lane set epoch = epoch + 1, stop_at = null, updated_at = now() where lane_id = $1 returning {Columns}", lane, destination, null, ct);

    /// <summary>
    /// What was begun before writes nothing more: no batch of a reader, and no run of an applier, whatever mappings it has read. Waits for a transaction
    /// of the lane that is open. A destination that never heard of the lane has nothing to fence.
    /// </summary>
    public static async Task FenceAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        if (!await RenewBookkeepingAsync(destination, ct))
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            "update bunnydb.lane set epoch = epoch + 1, applier_run = applier_run + 1, stop_at = null, updated_at = now() where lane_id = $1", destination);
        command.Parameters.AddWithValue(lane.Value);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The main lane has taken the lane's tables over at one of its markers.</summary>
    public static async Task<bool> IsTakenOverAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select exists (select from bunnydb.marker where lane_id = $1 and verdict = 'JOINED')", destination);
        command.Parameters.AddWithValue(lane.Value);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>A lane that closes holds at no marker any more. Waits for a main lane that is just taking its tables over.</summary>
    public static async Task LetMarkerGoAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("update bunnydb.lane set held_marker = null where lane_id = $1", destination);
        command.Parameters.AddWithValue(lane.Value);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Begins the next run of an applier, and returns its number: from now on no earlier one writes. Waits for a transaction of the lane that is open.
    /// Null: there is no such lane.
    /// </summary>
    public static async Task<long?> BeginRunAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("update bunnydb.lane set applier_run = applier_run + 1 where lane_id = $1 returning applier_run", destination);
        command.Parameters.AddWithValue(lane.Value);
        return await command.ExecuteScalarAsync(ct) as long?;
    }

    /// <summary>Moves the position inside the transaction that holds the lock. A position never goes back.</summary>
    public static async Task AdvanceAsync(LaneId lane, Lsn position, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "update bunnydb.lane set position = $2, updated_at = now() where lane_id = $1 and position <= $2", transaction.Connection, transaction);
        command.Parameters.AddWithValue(lane.Value);
        command.Parameters.Add(Parameter(position));
        if (await command.ExecuteNonQueryAsync(ct) != 1)
        {
            throw new InvalidOperationException($"Lane {lane} is beyond {position} already: its position was about to go back.");
        }
    }

    /// <summary>Returns once everything that the destination has committed so far is on its disk, also what was committed without waiting for that.</summary>
    public static async Task FlushAsync(NpgsqlConnection destination, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("begin; set local synchronous_commit = on; select pg_current_xact_id(); commit", destination);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The applier cannot continue in this epoch (a gap): the reader shall begin the next one.</summary>
    public static async Task AskRestartAsync(NpgsqlConnection destination, LaneId lane, long epoch, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "update bunnydb.lane set restart_asked_epoch = $2 where lane_id = $1 and epoch = $2 and restart_asked_epoch < $2", destination);
        command.Parameters.AddWithValue(lane.Value);
        command.Parameters.AddWithValue(epoch);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// The mirror's tables are others from this transaction's end on: what was read for them as they were is void, and every reader shall begin the
    /// next epoch, at which the applier looks at its tables again.
    /// </summary>
    public static async Task RenewAsync(MirrorName mirror, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "update bunnydb.lane set epoch = epoch + 1, restart_asked_epoch = epoch + 1 where mirror = $1", transaction.Connection, transaction);
        command.Parameters.AddWithValue(mirror.Value);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What the lane's applier has read of its routes is void from this transaction's end on.</summary>
    public static async Task RoutesChangedAsync(LaneId lane, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "update bunnydb.lane set routes_version = routes_version + 1 where lane_id = $1", transaction.Connection, transaction);
        command.Parameters.AddWithValue(lane.Value);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Forgets the lane and all that hangs on it. Forgetting it twice is no error.</summary>
    public static async Task ForgetAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("delete from bunnydb.lane where lane_id = $1", destination);
        command.Parameters.AddWithValue(lane.Value);
        try
        {
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (IsWithoutBookkeeping(e))
        {
            // No bookkeeping was ever made here.
        }
    }

    /// <summary>An LSN as a parameter of type pg_lsn.</summary>
    public static NpgsqlParameter Parameter(Lsn lsn) => new() { NpgsqlDbType = NpgsqlDbType.PgLsn, Value = new NpgsqlLogSequenceNumber(lsn.Value) };

    private static bool IsWithoutBookkeeping(PostgresException e) => e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName;

    private static async Task<LaneProgress?> QueryAsync(
        string sql, LaneId lane, NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        command.Parameters.AddWithValue(lane.Value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new LaneProgress(
                lane, reader.GetString(0), reader.GetInt32(1), reader.GetInt64(2), new Lsn((ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(3)),
                reader.GetInt64(4), await reader.IsDBNullAsync(5, ct) ? null : reader.GetString(5))
            {
                RoutesVersion = reader.GetInt32(6),
                StopAt = await reader.IsDBNullAsync(7, ct) ? null : new Lsn((ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(7)),
                ApplierRun = reader.GetInt64(8),
            }
            : null;
    }
}
