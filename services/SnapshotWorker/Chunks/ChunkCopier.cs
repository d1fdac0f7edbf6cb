using BunnyDb.Catalog.Chunks;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Copy;
using BunnyDb.Postgres.Faults;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BunnyDb.SnapshotWorker.Chunks;

/// <summary>Copies one chunk: its rows and its row in <c>bunnydb.chunk</c> are one destination transaction.</summary>
internal sealed class ChunkCopier(PeerStore peers, PeerConnections connections, ILogger<ChunkCopier> logger)
{
    /// <summary>Returns what the chunk holds, also when it was copied before.</summary>
    /// <exception cref="FaultException">The snapshot is gone, or the destination is at another generation (transient); a table does not fit, or refuses a row.</exception>
    public async Task<CopyTally> CopyAsync(Lane lane, Chunk chunk, TableMapping table, CancellationToken ct)
    {
        await using var destination = await connections.OpenAsync(await peers.AddressAsync(lane.DestinationPeer, ct), "copy", ct);
        await using var transaction = await destination.BeginTransactionAsync(ct);
        var place = new CopiedChunk(chunk.Lane, chunk.Generation, chunk.Number);
        if (!await place.HoldGenerationAsync(transaction, ct))
        {
            throw ExportedSnapshot.Lost();
        }

        if (!await place.TryBeginAsync(transaction, ct))
        {
            Log.CopiedBefore(logger, chunk.Lane, chunk.Number, chunk.Relation);
            return await place.TallyAsync(transaction, ct);
        }

        await ReplicaRole.TryTakeAsync(transaction, ct);
        var tally = await PumpAsync(lane, chunk, table, destination, ct);
        await place.RecordAsync(tally, transaction, ct);
        await transaction.CommitAsync(CancellationToken.None);
        CopyMetrics.Count(lane.Mirror, tally);
        Log.Copied(logger, chunk.Lane, chunk.Number, chunk.Relation, tally.Rows, tally.Bytes);
        return tally;
    }

    private async Task<CopyTally> PumpAsync(Lane lane, Chunk chunk, TableMapping table, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var source = await connections.OpenAsync(await peers.AddressAsync(lane.SourcePeer, ct), "copy", ct);
        await using var snapshot = await ExportedSnapshot.BeginAsync(source, lane.SnapshotName, ct);
        var shape = await CopyShape.ReadAsync(source, table.Source, destination, table.Destination, table.ExcludeColumns, ct);
        try
        {
            return await CopyPump.RunAsync(source, destination, CopyStatements.Of(chunk.Relation, chunk.Predicate, table.Destination, shape), ct);
        }
        catch (PostgresException e)
        {
            // Most refusals do not say which table they are about. Without the server's exception, whose context quotes the row: this one is logged.
            var fault = FaultPolicy.Classify(e);
            throw new FaultException(fault with { Table = fault.Table ?? table.Destination.ToString() });
        }
    }
}
