using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Replication;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>
/// Watches the lane's row on the destination: what is durable there is confirmed to the slot; a restart that the applier asks for, or another
/// epoch, ends this one.
/// </summary>
/// <param name="destination">
/// One connection for the whole epoch: a crash of the destination breaks it and so ends the epoch, before anything that the crash took back is
/// taken for durable.
/// </param>
internal sealed class Feedback(
    LaneId lane, long epoch, NpgsqlConnection destination, WalStream wal, IChangeWriter writer, InFlight flight, LaneGauge gauge)
{
    private static readonly TimeSpan WhileInFlight = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WhileIdle = TimeSpan.FromMilliseconds(500);

    /// <summary>A broker that silently lost all that fills the window leaves nobody to notice: after this long without any move it is looked into.</summary>
    private static readonly TimeSpan BlockedBound = TimeSpan.FromSeconds(10);

    private readonly DurablePosition durable = new();

    internal async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            var row = await PollAsync(ct);
            if (row.RestartAskedEpoch >= epoch)
            {
                throw new LaneRestartException("the destination asks for it: a gap, or other tables than before");
            }

            if (row.Epoch != epoch)
            {
                throw new FaultException(new Fault(
                    FaultKind.Transient, FaultCode.SlotInUse, "Another reader has begun a later epoch of this lane.", "Nothing to do: one of the two goes on."));
            }

            flight.Observe(row.Position, writer.TakenSequence);
            wal.Confirm(durable.Observe(row.Position, row.Inserted, row.Flushed));
            if (flight.BlockedFor > BlockedBound && !await IsBeingAppliedAsync(ct))
            {
                throw new LaneRestartException("nothing that was written is taken");
            }

            await gauge.ShowAsync(ct);
            await Task.Delay(flight.IsEmpty ? WhileIdle : WhileInFlight, ct);
        }
    }

    /// <summary>The row is read first (it is older than the statement), then where the destination's log ends, then how far it is on disk.</summary>
    private async Task<Row> PollAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select epoch, position, restart_asked_epoch, pg_current_wal_insert_lsn(), pg_current_wal_flush_lsn()
            from bunnydb.lane where lane_id = $1
            """, destination) { CommandTimeout = LaneLinks.AnswerSeconds };
        command.Parameters.AddWithValue(lane.Value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new Row(reader.GetInt64(0), Lsn(reader, 1), reader.GetInt64(2), Lsn(reader, 3), Lsn(reader, 4))
            : throw new FaultException(SlotInspection.PositionMissing());
    }

    /// <summary>Whoever applies a batch holds the lane's row, however long the batch takes; a lane that waits at its marker applies nothing.</summary>
    private async Task<bool> IsBeingAppliedAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select from bunnydb.lane where lane_id = $1 and held_marker is null for update skip locked", destination);
        command.Parameters.AddWithValue(lane.Value);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return !await reader.ReadAsync(ct);
    }

    private static Lsn Lsn(NpgsqlDataReader reader, int column) => new((ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(column));

    private readonly record struct Row(long Epoch, Lsn Position, long RestartAskedEpoch, Lsn Inserted, Lsn Flushed);
}
