using BunnyDb.Catalog.Mirrors;
using BunnyDb.CdcReader.Slots;
using BunnyDb.Contracts.Faults;
using BunnyDb.Hosting.Lanes;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Replication;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>What has to hold on both sides before an epoch of a lane is streamed.</summary>
internal sealed class EpochBeginning(LanePeers peers, MappingStore mappings, UnpublishedTables unpublished)
{
    private static readonly TimeSpan LeftoverPatience = TimeSpan.FromSeconds(1);

    /// <summary>From here on only batches of this epoch count. Throws the fault when the slot cannot continue where the destination is.</summary>
    internal async Task<LaneProgress> BeginAsync(CatalogLane lane, CancellationToken ct)
    {
        await using var source = await peers.OpenSourceAsync(lane, ct);
        await using var destination = await peers.OpenDestinationAsync(lane, ct);
        await LaneProgress.EnsureBookkeepingAsync(destination, ct);
        var progress = await LaneProgress.BeginEpochAsync(destination, lane.Id, ct);
        var expected = progress?.SourceSystemId ?? lane.SourceSystemId ?? "";
        if (await SlotInspection.ExamineAsync(source, lane.SlotName, progress, expected, ct) is { } fault)
        {
            throw new FaultException(fault);
        }

        if (!await Publication.ExistsAsync(source, lane.PublicationName, ct))
        {
            throw new FaultException(PublicationFault.Of(lane.PublicationName));
        }

        var tables = await LaneTables.PublishedAsync(mappings, lane, ct);
        await unpublished.MarkAsync(lane, await Publication.MissingAsync(source, lane.PublicationName, tables, ct), destination, ct);
        await Publication.EnsureAsync(source, lane.PublicationName, tables, ct);
        await LogicalSlot.AwaitInactiveAsync(source, lane.SlotName, LeftoverPatience, ct);
        return progress!;
    }

    /// <summary>The stream knows two names on the source: the slot's, or else the publication's, was not there.</summary>
    internal async Task<Fault> MissingAsync(CatalogLane lane, string systemId, CancellationToken ct)
    {
        await using var source = await peers.OpenSourceAsync(lane, ct);
        await using var destination = await peers.OpenDestinationAsync(lane, ct);

        // Where the destination is by now: the slot has followed it since the epoch began.
        var progress = await LaneProgress.FindAsync(destination, lane.Id, ct);
        return await SlotInspection.ExamineAsync(source, lane.SlotName, progress, systemId, ct) ?? PublicationFault.Of(lane.PublicationName);
    }
}
