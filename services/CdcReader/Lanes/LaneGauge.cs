using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Values;
using BunnyDb.Hosting.Lanes;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>Once a second: how far the lane is behind, for show, and whether it has reached what its order asks to be reported.</summary>
internal sealed class LaneGauge(
    ILaneRun run, LaneStore lanes, LaneLinks links, WalStream wal, InFlight flight, PendingChanges pending, CatchupPace pace, TimeProvider time, ILogger logger)
{
    private const long NearlyCaughtUpBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private Lsn sourceBefore;
    private long shownAt;
    private long? behindSince;
    private bool isReported = run.Lane.Order != LaneOrder.Stream;
    private int shown;

    internal async Task ShowAsync(CancellationToken ct)
    {
        if (shown > 0 && time.GetElapsedTime(shownAt) < Every)
        {
            return;
        }

        shownAt = time.GetTimestamp();
        shown++;
        var (sourceNow, streams) = await AskSourceAsync(ct);
        var (lagBytes, lagSeconds) = Measure(sourceNow);
        sourceBefore = sourceNow;
        ReaderMetrics.Lags(run.Lane.Mirror, run.Lane.Id, lagBytes, lagSeconds);
        try
        {
            await TellCatalogAsync(lagBytes, lagSeconds, streams, ct);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException && !ct.IsCancellationRequested)
        {
            Log.CatalogUnavailable(logger, run.Lane.Id, e.Message);
        }
    }

    private async Task TellCatalogAsync(long lagBytes, double lagSeconds, bool streams, CancellationToken ct)
    {
        await lanes.ShowProgressAsync(run.Lane.Id, flight.Position, lagBytes, lagSeconds, ct);
        if (!isReported && run.Lane.Kind == LaneKind.Temporary)
        {
            pace.Note(lagBytes);
        }

        if (!isReported && streams && (run.Lane.Kind == LaneKind.Main || (shown > 1 && lagBytes <= NearlyCaughtUpBytes)))
        {
            await run.ReportAsync(LaneStage.Streaming, ct);
            isReported = true;
        }

        // Not before the stream has lasted: a broker or a source that refuses at once shall not make the error blink.
        if (streams && shown > 1)
        {
            await run.WorksAsync(ct);
        }
    }

    /// <summary>
    /// Nothing in flight, and the source has sent all that it had a second ago: no lag. The walsender may be behind without a commit of ours in
    /// hand (it decodes a large transaction); then the lag's age is counted from when that began.
    /// </summary>
    private (long Bytes, double Seconds) Measure(Lsn sourceNow)
    {
        var received = wal.Received;
        var isCaughtUp = flight.IsEmpty && pending.IsIdle && !sourceBefore.IsNone && received >= sourceBefore;
        if (isCaughtUp)
        {
            behindSince = null;
            return (0, 0);
        }

        behindSince ??= time.GetTimestamp();
        var age = flight.OldestUnapplied is { } commit ? time.GetUtcNow() - commit : time.GetElapsedTime(behindSince.Value);
        return (sourceNow.BytesSince(flight.Position), Math.Max(age.TotalSeconds, 0));
    }

    /// <exception cref="LaneRestartException">The slot is gone, which nobody notices who reads a backlog from copies of it.</exception>
    private async Task<(Lsn Now, bool Streams)> AskSourceAsync(CancellationToken ct)
    {
        await using var source = await links.OpenSourceAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select pg_current_wal_flush_lsn(),
              exists (select from pg_replication_slots where slot_name = $1 and active_pid = $2),
              exists (select from pg_replication_slots where slot_name = $1)
            """, source) { CommandTimeout = LaneLinks.AnswerSeconds };
        command.Parameters.AddWithValue(run.Lane.SlotName);
        command.Parameters.AddWithValue(wal.ProcessId);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        if (!reader.GetBoolean(2))
        {
            throw new LaneRestartException($"the slot {run.Lane.SlotName} is not there any more");
        }

        return (new Lsn((ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(0)), reader.GetBoolean(1) || wal.IsReadingBacklog);
    }
}
