using BunnyDb.Contracts.Values;
using Npgsql.Replication;
using Npgsql.Replication.Internal;
using Npgsql.Replication.PgOutput;
using NpgsqlTypes;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>
/// The lane's slot, streamed: raw pgoutput messages come in, the durable position goes back. The driver repeats our status every second by
/// itself, also while a slow destination keeps us from reading, so that no <c>wal_sender_timeout</c> ends the stream.
/// </summary>
internal sealed class WalStream(LogicalReplicationConnection connection, CatalogLane lane, Lsn position) : IAsyncDisposable
{
    private const int ScratchBytes = 64 * 1024;

    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(1);

    /// <summary>How far the source has come in sending: every transaction of ours that ends at or before it was given to <see cref="RelayAsync"/> or is being given.</summary>
    internal Lsn Received => new((ulong)connection.LastReceivedLsn);

    /// <summary>The backend that streams.</summary>
    internal int ProcessId => connection.ProcessID;

    /// <summary>Tells the source, with the next status, what it need not keep for us.</summary>
    internal void Confirm(Lsn durable) => connection.SetReplicationStatus(new NpgsqlLogSequenceNumber(durable.Value));

    /// <summary>Adds every message to <paramref name="pending"/> until the token is cancelled or the stream breaks.</summary>
    internal async Task RelayAsync(PendingChanges pending, CancellationToken ct)
    {
        connection.WalReceiverStatusInterval = StatusEvery;
        var options = new Dictionary<string, string?>
        {
            ["proto_version"] = "1",
            ["publication_names"] = lane.PublicationName,
            ["messages"] = "true",
        };
        var scratch = new byte[ScratchBytes];
        var messages = connection.StartLogicalReplication(
            new PgOutputReplicationSlot(lane.SlotName), ct, new NpgsqlLogSequenceNumber(position.Value), options);
        await foreach (var message in messages)
        {
            var length = checked((int)message.Data.Length);
            scratch = length <= scratch.Length ? scratch : new byte[length];
            await message.Data.ReadExactlyAsync(scratch.AsMemory(0, length), ct);
            await pending.AddAsync(scratch.AsMemory(0, length), ct);
            scratch = scratch.Length <= PendingChanges.BatchBytes ? scratch : new byte[ScratchBytes];
        }

        ct.ThrowIfCancellationRequested();
        throw new EndOfStreamException($"The source ended the stream of slot {lane.SlotName}.");
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
