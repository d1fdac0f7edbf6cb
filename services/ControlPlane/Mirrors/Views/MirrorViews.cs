using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Mirrors.Views;

/// <summary>Mirrors as the API shows them: from the catalog only, so that they can be seen whatever is away.</summary>
internal sealed class MirrorViews(MirrorStore mirrors, MappingStore mappings, MirrorFigureQueries figures, ResyncQueries resyncs)
{
    internal async Task<IReadOnlyList<MirrorReply>> AllAsync(CancellationToken ct)
    {
        var all = await mirrors.AllAsync(ct);
        var shown = await figures.AllAsync(ct);
        var newest = await resyncs.NewestAsync(null, ct);
        return [.. all.Select(mirror => MirrorReply.Of(mirror, shown.GetValueOrDefault(mirror.Id), newest[mirror.Id], tables: null))];
    }

    /// <exception cref="ProblemException">404: no mirror has this name.</exception>
    internal async Task<MirrorReply> GetAsync(string name, CancellationToken ct) => await OfAsync(await mirrors.GetAsync(name, ct), ct);

    internal async Task<MirrorReply> OfAsync(Mirror mirror, CancellationToken ct) =>
        MirrorReply.Of(mirror, await figures.FindAsync(mirror.Id, ct), (await resyncs.NewestAsync(mirror.Id, ct))[mirror.Id], await mappings.OfMirrorAsync(mirror.Id, ct));
}
