using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Peers;

namespace BunnyDb.ControlPlane.Peers;

/// <summary>A peer as shown: never its password.</summary>
internal sealed record PeerReply(string Name, string Host, int Port, string User, string Database, string SslMode)
{
    internal static PeerReply Of(Peer peer) => new(
        peer.Name, peer.Address.Host, peer.Address.Port, peer.Address.User, peer.Address.Database, PeerSslModes.Print(peer.Address.SslMode));
}

/// <param name="Deleted">The name of the peer that is gone.</param>
internal sealed record PeerDeletedReply(string Message, string Deleted);
