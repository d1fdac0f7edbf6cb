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

    /// <summary>
    /// The lane's databases as they are addressed now. Connections opened through this need no catalog, and are pooled: many lanes that look at the
    /// same server every now and then share a few.
    /// </summary>
    internal async Task<LaneLinks> LinkAsync(CatalogLane lane, CancellationToken ct)
    {
        var (source, destination) = (await peers.AddressAsync(lane.SourcePeer, ct), await peers.AddressAsync(lane.DestinationPeer, ct));
        return new LaneLinks(token => connections.OpenAsync(source, Purpose, token), token => connections.OpenAsync(destination, Purpose, token));
    }

    internal async Task<NpgsqlConnection> OpenSourceAsync(CatalogLane lane, CancellationToken ct) =>
        await connections.OpenAsync(await peers.AddressAsync(lane.SourcePeer, ct), Purpose, ct);

    internal async Task<NpgsqlConnection> OpenDestinationAsync(CatalogLane lane, CancellationToken ct) =>
        await connections.OpenAsync(await peers.AddressAsync(lane.DestinationPeer, ct), Purpose, ct);

    /// <summary>To decode the source's log by SQL; not pooled.</summary>
    internal async Task<NpgsqlConnection> OpenDecodingAsync(CatalogLane lane, CancellationToken ct) =>
        await connections.OpenDecodingAsync(await peers.AddressAsync(lane.SourcePeer, ct), Purpose, ct);

    internal async Task<LogicalReplicationConnection> OpenReplicationAsync(CatalogLane lane, CancellationToken ct) =>
        await connections.OpenReplicationAsync(await peers.AddressAsync(lane.SourcePeer, ct), Purpose, ct);
}

/// <summary>Opens a connection to a lane's source or destination, for one look.</summary>
internal sealed record LaneLinks(
    Func<CancellationToken, ValueTask<NpgsqlConnection>> OpenSourceAsync, Func<CancellationToken, ValueTask<NpgsqlConnection>> OpenDestinationAsync)
{
    /// <summary>
    /// The command time-out of such a look, which nothing of ours locks out: a database that does not answer it is away, even if its machine is gone without a word, which
    /// TCP notices after a quarter of an hour when something was just sent. A time-out and not a token: the driver takes longer to cancel than such a database stays away.
    /// </summary>
    internal const int AnswerSeconds = 30;
}
