using Npgsql;
using RabbitMQ.Client;

namespace BunnyDb.Integration.Fixture;

/// <summary>The servers that every other test here stands on.</summary>
[Collection(RealServers.Name)]
public sealed class FixtureTests(PostgresFixture postgres, RabbitMqFixture rabbitMq)
{
    [Fact]
    public async Task Each_test_gets_an_empty_database_that_can_be_decoded()
    {
        var database = await postgres.CreateDatabaseAsync("each_test_gets_an_empty_database");
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select current_setting('wal_level') || ' ' || (select count(*) from pg_stat_user_tables)", connection);
        (await command.ExecuteScalarAsync()).ShouldBe("logical 0");
    }

    [Fact]
    public async Task The_broker_answers()
    {
        var factory = new ConnectionFactory { Uri = await rabbitMq.UrlAsync() };
        await using var connection = await factory.CreateConnectionAsync();
        connection.IsOpen.ShouldBeTrue();
    }
}
