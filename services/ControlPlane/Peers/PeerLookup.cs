using BunnyDb.Catalog.Peers;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Peers;

internal static class PeerLookup
{
    /// <exception cref="ProblemException">404: no peer has this name.</exception>
    internal static async Task<Peer> GetAsync(this PeerStore peers, string name, CancellationToken ct) =>
        await peers.FindAsync(name, ct) ?? throw NotFound(name);

    internal static ProblemException NotFound(string name) =>
        ProblemOf.NotFound("peer_not_found", $"There is no peer '{name}'.", "See GET /v1/peers for the peers there are.");
}
