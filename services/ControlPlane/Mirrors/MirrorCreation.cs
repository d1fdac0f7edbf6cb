using BunnyDb.Catalog;
using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Outbox;
using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Commands;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Configuration;
using BunnyDb.ControlPlane.Mirrors.Lifecycle;
using BunnyDb.ControlPlane.Mirrors.Preflight;
using Npgsql;

namespace BunnyDb.ControlPlane.Mirrors;

/// <summary>Makes a mirror: its rows and the command that begins its life, in one transaction.</summary>
internal sealed class MirrorCreation(CatalogDatabase catalog, MirrorStore mirrors, PeerStore peers, MirrorPreflight preflight, MirrorLog log)
{
    /// <exception cref="ProblemException">400, 409 or 422; nothing is left behind on either database or in the catalog.</exception>
    internal async Task<Mirror> CreateAsync(MirrorRequest request, string by, CancellationToken ct)
    {
        var draft = MirrorDraft.Of(request);
        if (await mirrors.FindAsync(draft.Name.Value, ct) is not null)
        {
            throw NameTaken(draft);
        }

        var (source, destination) = await FindPeersAsync(draft, ct);
        var advice = await preflight.ForNewMirrorAsync(draft, source, destination, ct);
        var id = Guid.CreateVersion7();
        await InsertAsync(id, draft, ct);
        await log.InfoAsync(id, $"The mirror was created by {by}.", new { tables = draft.Mappings.Count }, ct);
        foreach (var finding in advice)
        {
            await log.WarningAsync(id, finding.Message, new { finding.Code, finding.Remedy, table = finding.Table?.ToString() }, ct);
        }

        return await mirrors.FindAsync(id, ct) ?? throw MirrorLookup.NotFound(draft.Name.Value);
    }

    private async Task<(Peer Source, Peer Destination)> FindPeersAsync(MirrorDraft draft, CancellationToken ct)
    {
        var source = await peers.FindAsync(draft.SourcePeer, ct);
        var destination = await peers.FindAsync(draft.DestinationPeer, ct);
        var errors = new FieldErrors();
        errors.Require(source is not null, "source_peer", $"There is no peer '{draft.SourcePeer}'.");
        errors.Require(destination is not null, "destination_peer", $"There is no peer '{draft.DestinationPeer}'.");
        errors.ThrowIfAny();
        return (source!, destination!);
    }

    private async Task InsertAsync(Guid id, MirrorDraft draft, CancellationToken ct)
    {
        try
        {
            await catalog.InTransactionAsync(async transaction =>
            {
                if (!await MirrorStore.InsertAsync(id, draft.Name, draft.SourcePeer, draft.DestinationPeer, draft.Options, transaction))
                {
                    throw NameTaken(draft);
                }

                await MappingStore.ReplaceAsync(id, draft.Mappings, transaction);
                await MirrorRefusal.ThrowIfSharedAsync(id, transaction);
                await OutboxStore.AddAsync(new CreateMirror(id), transaction);
            }, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw ProblemOf.Conflict("peer_gone", "One of the two peers was deleted meanwhile.", "Add the peer again, then send the request again.");
        }
    }

    private static ProblemException NameTaken(MirrorDraft draft) => ProblemOf.Conflict(
        "mirror_exists", $"There is a mirror '{draft.Name}' already.", "Choose another name, or delete that mirror first.");
}
