using BunnyDb.Catalog.Peers;
using BunnyDb.Postgres.Connections;
using Npgsql;
using Npgsql.Replication;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;

namespace BunnyDb.CdcReader;

/// <summary>Connections to the two databases of a lane.</summary>
internal sealed class LanePeers(PeerStore peers, PeerConnections connections)
{
    private const string Purpose = "reader";

    internal async Task<NpgsqlConnection> OpenSourceAsync(CatalogLane lane, CancellationToken ct) =>
        await connections.OpenAsync(await peers.AddressAsync(lane.SourcePeer, ct), Purpose, ct);

    internal async Task<NpgsqlConnection> OpenDestinationAsync(CatalogLane lane, CancellationToken ct) =>
        await connections.OpenAsync(await peers.AddressAsync(lane.DestinationPeer, ct), Purpose, ct);

    internal async Task<LogicalReplicationConnection> OpenReplicationAsync(CatalogLane lane, CancellationToken ct) =>
        await connections.OpenReplicationAsync(await peers.AddressAsync(lane.SourcePeer, ct), Purpose, ct);
}
