using BunnyDb.Catalog.Chunks;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Copy;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BunnyDb.SnapshotWorker.Planning;

/// <summary>Looks at the lane's tables under its snapshot and lets <see cref="ChunkPlanner"/> cut them.</summary>
internal sealed class CopyPlanner(PeerStore peers, PeerConnections connections, ILogger<CopyPlanner> logger)
{
    /// <exception cref="FaultException">The snapshot is gone (transient); row-level security would hide rows (halt).</exception>
    public async Task<CopyPlan> PlanAsync(Lane lane, IReadOnlyList<MappedTable> tables, CancellationToken ct)
    {
        await using var source = await connections.OpenAsync(await peers.AddressAsync(lane.SourcePeer, ct), "copy", ct);
        await using var snapshot = await ExportedSnapshot.BeginAsync(source, lane.SnapshotName, ct);
        var chunks = new List<Chunk>();
        var expected = new Dictionary<Guid, long>();
        foreach (var table in tables)
        {
            var relations = await RelationsAsync(snapshot, table.Mapping.Source, ct);
            expected[table.Mapping.Id] = relations.Sum(relation => relation.EstimatedRows);
            foreach (var relation in relations)
            {
                foreach (var predicate in await CutAsync(snapshot, lane, table, relation, ChunkPlanner.MaxChunksPerTable / relations.Count, ct))
                {
                    chunks.Add(new Chunk(lane.Id, lane.Generation, chunks.Count, table.Mapping.Id, relation.Name, predicate));
                }
            }
        }

        Log.Planned(logger, lane.Id, lane.Mirror, lane.Generation, chunks.Count, tables.Count, expected.Values.Sum());
        return new CopyPlan(chunks, expected);
    }

    /// <summary>A partitioned table without partitions still gets its one chunk, of no rows.</summary>
    private static async Task<IReadOnlyList<SourceRelation>> RelationsAsync(NpgsqlTransaction snapshot, QualifiedTable table, CancellationToken ct)
    {
        var relations = await SourceRelations.OfAsync(snapshot, table, ct);
        return relations.FirstOrDefault(relation => relation.HidesRows) is { } hiding
            ? throw new FaultException(new Fault(
                FaultKind.Halt, FaultCode.RowSecurity, $"Row-level security hides rows of {hiding.Name} from the source peer's role.",
                "Give that role BYPASSRLS, or connect the peer as the table's owner, then resume.", table.ToString()))
            : relations.Count > 0 ? relations : [new SourceRelation(table, 0, 1, HidesRows: false)];
    }

    private static async Task<IReadOnlyList<string?>> CutAsync(
        NpgsqlTransaction snapshot, Lane lane, MappedTable table, SourceRelation relation, int maxChunks, CancellationToken ct)
    {
        var rowsPerChunk = lane.Options.SnapshotNumRowsPerPartition;
        maxChunks = Math.Max(1, maxChunks);
        var count = ChunkPlanner.Count(relation.EstimatedRows, rowsPerChunk, maxChunks);
        if (count > 1 && table.Mapping.PartitionKey is { } column
            && await PartitionKeys.FindAsync(snapshot, relation.Name, column, ct) is { } key
            && await PartitionKeys.BoundariesAsync(snapshot, relation, key, count, ct) is { } boundaries)
        {
            return ChunkPlanner.ByKey(key, boundaries);
        }

        return ChunkPlanner.ByPages(relation.Pages, relation.RowsPerPage, rowsPerChunk, maxChunks);
    }
}
