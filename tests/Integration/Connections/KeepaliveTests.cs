using BunnyDb.Catalog;
using BunnyDb.Contracts.Peers;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Connections;
using Npgsql;

namespace BunnyDb.Integration.Connections;

/// <summary>A machine that is gone without a word holds no lock and no claim for long: servers look after our connections themselves, in seconds instead of hours.</summary>
[Collection(RealServers.Name)]
public sealed class KeepaliveTests(PostgresFixture postgres)
{
    private const string Asked = "select concat_ws(' ', current_setting('tcp_keepalives_idle'), current_setting('tcp_keepalives_interval'), current_setting('tcp_keepalives_count'))";

    [Fact]
    public async Task Connections_to_peers_are_looked_after()
    {
        var server = await postgres.ServerAsync();
        await using var peers = new PeerConnections();
        await using var connection = await peers.OpenAsync(
            new PeerAddress(server.Host!, server.Port, server.Username!, server.Password, "postgres", PeerSslMode.Disable, null), "test", default);
        (await OnAsync(connection)).ShouldBe("15 5 3");
    }

    [Fact]
    public async Task So_are_those_to_the_catalog_which_hold_the_claims()
    {
        await using var catalog = new CatalogDatabase(await postgres.CreateCatalogAsync("keepalives"));
        await using var connection = await catalog.OpenAsync(default);
        (await OnAsync(connection)).ShouldBe("15 5 3");
    }

    private static async Task<string> OnAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Asked, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
