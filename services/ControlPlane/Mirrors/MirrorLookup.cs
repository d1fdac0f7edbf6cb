using BunnyDb.Catalog.Mirrors;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Mirrors;

internal static class MirrorLookup
{
    /// <exception cref="ProblemException">404: no mirror has this name.</exception>
    internal static async Task<Mirror> GetAsync(this MirrorStore mirrors, string name, CancellationToken ct) =>
        await mirrors.FindAsync(name, ct) ?? throw NotFound(name);

    internal static ProblemException NotFound(string name) =>
        ProblemOf.NotFound("mirror_not_found", $"There is no mirror '{name}'.", "See GET /v1/mirrors for the mirrors there are.");
}
