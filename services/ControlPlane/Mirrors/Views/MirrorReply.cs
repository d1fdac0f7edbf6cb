using System.Text.Json.Serialization;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.ControlPlane.Mirrors.Resyncs;

namespace BunnyDb.ControlPlane.Mirrors.Views;

/// <summary>A mirror as the API shows it.</summary>
/// <param name="LastLsn">What the destination has committed of the source's log; null: nothing yet.</param>
/// <param name="Error">Null while nothing is wrong.</param>
/// <param name="Resync">The resync that runs; null: none.</param>
/// <param name="LastResync">The last resync that ended; null: there was none.</param>
/// <param name="Snapshot">Null while no table is being copied.</param>
/// <param name="Tables">Left out of lists.</param>
internal sealed record MirrorReply(
    string Name,
    MirrorStatus Status,
    MirrorPhase CurrentPhase,
    string SourcePeer,
    string DestinationPeer,
    ResyncStrategy ResyncStrategy,
    string SlotName,
    string PublicationName,
    string? LastLsn,
    long? LagBytes,
    double? LagSeconds,
    FaultReply? Error,
    RunningResyncReply? Resync,
    LastResyncReply? LastResync,
    SnapshotReply? Snapshot,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MirrorTableReply>? Tables,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <param name="resyncs">The one that has not ended, and those that ended last, newest first.</param>
    internal static MirrorReply Of(Mirror mirror, MirrorFigures? figures, IEnumerable<Resync> resyncs, IReadOnlyList<MappedTable>? tables)
    {
        var fault = mirror.Error ?? figures?.Fault;

        // A resync has its own state machine, and its mirror's is told of the end a moment later: until then it still runs, to whoever looks. One that is only asked for does not.
        var running = mirror.Status == MirrorStatus.Running ? null : resyncs.FirstOrDefault(resync => resync.HasBegun && (!resync.IsFinished || mirror.Status == MirrorStatus.Resyncing));
        var last = resyncs.FirstOrDefault(resync => resync.IsFinished && resync != running);
        return new MirrorReply(
            mirror.Name.Value, mirror.Status, mirror.Phase, mirror.SourcePeer, mirror.DestinationPeer, mirror.Options.ResyncStrategy,
            mirror.Name.SlotName, mirror.Name.SlotName, figures?.Position?.ToString(), figures?.LagBytes, RoundedLag(figures), FaultReply.Of(fault),
            running is null ? null : RunningResyncReply.Of(running), last is null ? null : LastResyncReply.Of(last), SnapshotReply.Of(figures?.Copy), tables?.Select(table => MirrorTableReply.Of(table, fault)).ToList(),
            mirror.CreatedAt, mirror.UpdatedAt);
    }

    private static double? RoundedLag(MirrorFigures? figures) => figures?.LagSeconds is { } seconds ? Math.Round(seconds, 3) : null;
}
