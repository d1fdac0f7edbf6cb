using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.ControlPlane.Peers;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Replication;

namespace BunnyDb.ControlPlane.Mirrors.Lifecycle;

/// <summary>Whether a paused mirror can continue where it stopped: both databases are there, and each slot still is where it was left.</summary>
internal sealed class ResumeCheck(LaneStore lanes, MappingStore mappings, PeerStore peers, PeerAccess access)
{
    /// <summary>Null: it can.</summary>
    internal async Task<Fault?> ExamineAsync(Mirror mirror, CancellationToken ct)
    {
        var source = await peers.GetAsync(mirror.SourcePeer, ct);
        var destination = await peers.GetAsync(mirror.DestinationPeer, ct);
        var writing = (await mappings.OfMirrorAsync(mirror.Id, ct)).Select(table => table.Lane).ToHashSet();
        var own = (await lanes.AllAsync(ct)).Where(lane => lane.MirrorId == mirror.Id).ToList();
        try
        {
            var progress = await access.AskAsync(destination, async (connection, token) =>
            {
                var found = new Dictionary<Lane, LaneProgress?>();
                foreach (var lane in own.Where(lane => NeedsItsSlot(lane, writing.Contains(lane.Id))))
                {
                    found[lane] = await LaneProgress.FindAsync(connection, lane.Id, token);
                }

                return found;
            }, ct);
            return await access.AskAsync(source, async (connection, token) =>
            {
                foreach (var (lane, reached) in progress)
                {
                    if (!await Publication.ExistsAsync(connection, lane.PublicationName, token))
                    {
                        return PublicationFault.Of(lane.PublicationName);
                    }

                    if (await SlotInspection.ExamineAsync(connection, lane.SlotName, reached, lane.SourceSystemId ?? "", token) is { } fault)
                    {
                        return fault;
                    }
                }

                return null;
            }, ct);
        }
        catch (FaultException e)
        {
            return e.Fault;
        }
    }

    /// <summary>A lane that opens anew makes its slot anew; a temporary lane that has handed its tables over, or lost them, only closes.</summary>
    private static bool NeedsItsSlot(Lane lane, bool hasTables) => lane.ResumeWith != LaneOrder.Open && (lane.Kind == LaneKind.Main || hasTables);
}
