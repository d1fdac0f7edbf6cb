using BunnyDb.Catalog;
using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Configuration;
using BunnyDb.ControlPlane.Mirrors.Lifecycle;
using BunnyDb.ControlPlane.Mirrors.Preflight;
using BunnyDb.ControlPlane.Peers;

namespace BunnyDb.ControlPlane.Mirrors;

/// <summary>Replaces the list of a paused mirror's tables. What it means is carried out by the next resume.</summary>
internal sealed class TableReplacement(
    CatalogDatabase catalog, MirrorStore mirrors, MappingStore mappings, PeerStore peers, MirrorPreflight preflight, MirrorLog log)
{
    /// <exception cref="ProblemException">400, 404, 409 or 422; nothing was changed.</exception>
    internal async Task<MappingEdit> ReplaceAsync(string name, TablesRequest request, string by, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        ThrowUnlessPaused(mirror);
        var errors = new FieldErrors();
        var wanted = MappingValidator.Validate(request.TableMappings, errors);
        errors.ThrowIfAny();

        var present = await PresentAsync(mirror, ct);
        var edit = MappingEdit.Of(present, wanted);
        var advice = await preflight.ForEditAsync(
            mirror, edit, await peers.GetAsync(mirror.SourcePeer, ct), await peers.GetAsync(mirror.DestinationPeer, ct), ct);
        await WriteAsync(mirror, present, edit, ct);
        await log.InfoAsync(mirror.Id, $"The tables were edited by {by}.", new { edit.Added, edit.Removed, tables = edit.Mappings.Count }, ct);
        foreach (var finding in advice)
        {
            await log.WarningAsync(mirror.Id, finding.Message, new { finding.Code, finding.Remedy, table = finding.Table?.ToString() }, ct);
        }

        return edit;
    }

    private Task WriteAsync(Mirror mirror, IReadOnlyList<TableMapping> present, MappingEdit edit, CancellationToken ct) =>
        catalog.InTransactionAsync(async transaction =>
        {
            ThrowUnlessPaused(await MirrorStore.LockAsync(mirror.Id, transaction) ?? throw MirrorLookup.NotFound(mirror.Name.Value));

            // Whoever edits holds the lock of the mirror, so that what is read now stays true until the commit.
            if (!(await PresentAsync(mirror, ct)).Select(mapping => mapping.Id).ToHashSet().SetEquals(present.Select(mapping => mapping.Id)))
            {
                throw ProblemOf.Conflict(
                    "edited_meanwhile", $"The tables of mirror '{mirror.Name}' were edited by somebody else meanwhile.", "Read them again, then send the whole list.");
            }

            await MappingStore.ReplaceAsync(mirror.Id, edit.Mappings, transaction);
            await MirrorRefusal.ThrowIfSharedAsync(mirror.Id, transaction);
            await MirrorStore.TouchAsync(mirror.Id, transaction);
        }, ct);

    private async Task<IReadOnlyList<TableMapping>> PresentAsync(Mirror mirror, CancellationToken ct) =>
        [.. (await mappings.OfMirrorAsync(mirror.Id, ct)).Select(table => table.Mapping)];

    private static void ThrowUnlessPaused(Mirror mirror)
    {
        if (mirror.Status != MirrorStatus.Paused)
        {
            throw MirrorRefusal.NotPaused(mirror);
        }
    }
}
