using BunnyDb.CdcReader.Backlogs;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Replication.Streaming;
using Npgsql.Replication;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>The lane's slot, read: raw pgoutput messages come in, a large backlog by pieces and then all as it is made; the durable position goes back.</summary>
/// <param name="openAsync">Signs a replication connection on to the lane's source; not before it is needed.</param>
/// <param name="position">What was committed before is on the destination.</param>
/// <param name="backlog">Read first; null: there is none to speak of.</param>
internal sealed class WalStream(
    Func<CancellationToken, Task<LogicalReplicationConnection>> openAsync, CatalogLane lane, Lsn position, BacklogReading? backlog, TimeProvider time)
{
    private readonly TaskCompletionSource<WalReceiver> streaming = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WalReceiver? receiver;
    private int processId;
    private ulong durable;

    /// <summary>How far the source has come in sending: every transaction of ours that ends at or before it was given to <see cref="RelayAsync"/>'s pending.</summary>
    internal Lsn Received => Volatile.Read(ref receiver)?.Received ?? backlog?.Received ?? Lsn.None;

    /// <summary>There is a backlog that lasts.</summary>
    internal bool IsBehind => Volatile.Read(ref receiver)?.IsBehind ?? IsReadingBacklog;

    /// <summary>Pieces of a backlog come in; nobody streams from the slot meanwhile.</summary>
    internal bool IsReadingBacklog => Volatile.Read(ref receiver) is null && backlog is { IsReading: true };

    /// <summary>The backend that streams; 0: none does.</summary>
    internal int ProcessId => Volatile.Read(ref processId);

    /// <summary>Tells the source, with the next status, what it need not keep for us.</summary>
    internal void Confirm(Lsn position)
    {
        Volatile.Write(ref durable, position.Value);
        Volatile.Read(ref receiver)?.Confirm(position);
    }

    /// <summary>Adds every message to <paramref name="pending"/> until the token is cancelled or the stream breaks.</summary>
    internal async Task RelayAsync(PendingChanges pending, CancellationToken ct)
    {
        var from = position;
        if (backlog is not null)
        {
            await using (backlog)
            {
                from = await backlog.RelayAsync(pending, () => new Lsn(Volatile.Read(ref durable)), ct);
            }
        }

        await using var connection = await openAsync(ct);
        Volatile.Write(ref processId, connection.ProcessID);
        var started = await WalReceiver.StartAsync(connection, lane.SlotName, lane.PublicationName, from, time, ct);
        started.Confirm(new Lsn(Volatile.Read(ref durable)));
        Volatile.Write(ref receiver, started);
        streaming.SetResult(started);
        while (true)
        {
            await pending.AddAsync(await started.ReadAsync(ct), ct);
        }
    }

    /// <summary>Repeats our status every second, also while a slow destination keeps us from reading.</summary>
    internal async Task KeepInformedAsync(CancellationToken ct) => await (await streaming.Task.WaitAsync(ct)).KeepInformedAsync(ct);
}
