using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Replication.Streaming;
using Npgsql.Replication;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>The lane's slot, streamed: raw pgoutput messages come in, the durable position goes back.</summary>
internal sealed class WalStream
{
    private readonly WalReceiver receiver;

    private WalStream(WalReceiver receiver, int processId) => (this.receiver, ProcessId) = (receiver, processId);

    /// <summary>How far the source has come in sending: every transaction of ours that ends at or before it was given to <see cref="RelayAsync"/>'s pending.</summary>
    internal Lsn Received => receiver.Received;

    /// <summary>There is a backlog that lasts.</summary>
    internal bool IsBehind => receiver.IsBehind;

    /// <summary>The backend that streams.</summary>
    internal int ProcessId { get; }

    /// <param name="connection">Signed on. It is the stream's from now on; whoever opened it disposes it.</param>
    internal static async Task<WalStream> StartAsync(LogicalReplicationConnection connection, CatalogLane lane, Lsn position, TimeProvider time, CancellationToken ct) =>
        new(await WalReceiver.StartAsync(connection, lane.SlotName, lane.PublicationName, position, time, ct), connection.ProcessID);

    /// <summary>Tells the source, with the next status, what it need not keep for us.</summary>
    internal void Confirm(Lsn durable) => receiver.Confirm(durable);

    /// <summary>Adds every message to <paramref name="pending"/> until the token is cancelled or the stream breaks.</summary>
    internal async Task RelayAsync(PendingChanges pending, CancellationToken ct)
    {
        while (true)
        {
            await pending.AddAsync(await receiver.ReadAsync(ct), ct);
        }
    }

    /// <summary>Repeats our status every second, also while a slow destination keeps us from reading.</summary>
    internal Task KeepInformedAsync(CancellationToken ct) => receiver.KeepInformedAsync(ct);
}
