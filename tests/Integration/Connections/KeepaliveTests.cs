using BunnyDb.Catalog;
using BunnyDb.Contracts.Peers;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Connections;
using Npgsql;

namespace BunnyDb.Integration.Connections;

/// <summary>A machine that is gone without a word holds no lock and no claim for long, nor does it keep us waiting: both ends of a connection look after it, in seconds instead of hours.</summary>
[Collection(RealServers.Name)]
public sealed class KeepaliveTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(15);

    private const string Asked = "select concat_ws(' ', current_setting('tcp_keepalives_idle'), current_setting('tcp_keepalives_interval'), current_setting('tcp_keepalives_count'))";

    [Fact]
    public async Task Connections_to_peers_are_looked_after()
    {
        var server = await postgres.ServerAsync();
        await using var peers = new PeerConnections();
        await using var connection = await peers.OpenAsync(
            new PeerAddress(server.Host!, server.Port, server.Username!, server.Password, "postgres", PeerSslMode.Disable, null), "test", default);
        (await OnAsync<string>(connection, Asked)).ShouldBe("15 5 3");
        NextLook(await OnAsync<int>(connection, "select inet_client_port()")).ShouldBeLessThanOrEqualTo(Idle);
    }

    [Fact]
    public async Task So_are_those_to_the_catalog_which_hold_the_claims()
    {
        await using var catalog = new CatalogDatabase(await postgres.CreateCatalogAsync("keepalives"));
        await using var connection = await catalog.OpenAsync(default);
        (await OnAsync<string>(connection, Asked)).ShouldBe("15 5 3");
        NextLook(await OnAsync<int>(connection, "select inet_client_port()")).ShouldBeLessThanOrEqualTo(Idle);
    }

    /// <summary>When our end of the connection is looked after next, if nothing is heard. Source: proc(5), /proc/net/tcp: the timer 02 is keepalive's, in hundredths of a second.</summary>
    private static TimeSpan NextLook(int port)
    {
        var timer = File.ReadLines("/proc/net/tcp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Single(fields => fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal) && fields[3] == "01")[5].Split(':');
        timer[0].ShouldBe("02");
        return TimeSpan.FromMilliseconds(10 * Convert.ToInt64(timer[1], 16));
    }

    private static async Task<T> OnAsync<T>(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
