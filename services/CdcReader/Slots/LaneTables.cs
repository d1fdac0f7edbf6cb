using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Postgres.Replication;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Slots;

/// <summary>
/// The tables of a lane's publication. The main lane publishes every table of the mirror, those that a temporary lane is loading too:
/// it must have their changes from the marker on. A table without a route is read and not written.
/// </summary>
internal static class LaneTables
{
    internal static async Task<IReadOnlyList<PublishedTable>> PublishedAsync(MappingStore mappings, CatalogLane lane, CancellationToken ct)
    {
        var tables = lane.Kind == LaneKind.Main ? await mappings.OfMirrorAsync(lane.MirrorId, ct) : await mappings.OfLaneAsync(lane.Id, ct);
        return [.. tables.Select(table => new PublishedTable(table.Mapping.Source, table.Mapping.ExcludeColumns))];
    }
}
