using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Configuration;
using BunnyDb.ControlPlane.Peers;
using BunnyDb.Postgres.Preflight;

namespace BunnyDb.ControlPlane.Mirrors.Preflight;

/// <summary>Looks at both databases before anything is made on them; writes nothing, so that a refusal leaves nothing behind.</summary>
internal sealed class MirrorPreflight(PeerAccess access)
{
    /// <summary>For a new mirror. Returns what is worth a warning.</summary>
    /// <exception cref="ProblemException">422 with every reason against it.</exception>
    internal async Task<IReadOnlyList<Finding>> ForNewMirrorAsync(MirrorDraft draft, Peer source, Peer destination, CancellationToken ct)
    {
        var found = await AskBothAsync(source, destination, draft.Mappings, async (s, d, token) => new PreflightFindings(
            await SourcePreflight.RunAsync(s, draft.Name.SlotName, draft.Name.SlotName, draft.Mappings, token),
            await DestinationPreflight.RunAsync(s, d, draft.Mappings, draft.Options, draft.Name, token)), ct);
        found.ThrowIfRefused(draft.Mappings);
        return found.Advice;
    }

    /// <summary>For a mirror whose tables are edited: what is new or changed must fit; what stays is not judged again.</summary>
    /// <exception cref="ProblemException">422 with every reason against it.</exception>
    internal async Task<IReadOnlyList<Finding>> ForEditAsync(
        Catalog.Mirrors.Mirror mirror, MappingEdit edit, Peer source, Peer destination, CancellationToken ct)
    {
        if (edit.ToExamine.Count == 0)
        {
            return [];
        }

        // Added tables are always loaded, whatever the mirror did at its start.
        var options = mirror.Options with { DoInitialSnapshot = true };
        var found = await AskBothAsync(source, destination, edit.Mappings, async (s, d, token) => new PreflightFindings(
            await SourcePreflight.RunForTablesAsync(s, edit.Mappings, token),
            await DestinationPreflight.RunAsync(s, d, edit.Mappings, options, mirror.Name, token)), ct);
        var concerning = found.Concerning(edit.ToExamine);
        concerning.ThrowIfRefused(edit.Mappings);
        return concerning.Advice;
    }

    private async Task<PreflightFindings> AskBothAsync(
        Peer source, Peer destination, IReadOnlyList<TableMapping> mappings,
        Func<Npgsql.NpgsqlConnection, Npgsql.NpgsqlConnection, CancellationToken, Task<PreflightFindings>> ask, CancellationToken ct)
    {
        var unreachable = new List<(Side Side, Fault Fault)>();
        foreach (var (side, peer) in new[] { (Side.Source, source), (Side.Destination, destination) })
        {
            try
            {
                await access.AskAsync(peer, (_, _) => Task.FromResult(true), ct);
            }
            catch (FaultException e)
            {
                unreachable.Add((side, e.Fault));
            }
        }

        if (unreachable.Count > 0)
        {
            throw PreflightFindings.Unreachable(unreachable, mappings);
        }

        return await access.AskAsync(source, (s, _) => access.AskAsync(destination, (d, token) => ask(s, d, token), ct), ct);
    }
}
