using Npgsql;

namespace BunnyDb.Integration.Fixture;

/// <summary>
/// One real PostgreSQL cluster (wal_level=logical) for a whole test run, started when the first test asks for it. Each test makes
/// databases of its own in it.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private const string Cluster = "postgres";

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"bunnydb-integration-pg-{Environment.ProcessId}");
    private readonly SemaphoreSlim starting = new(1, 1);
    private NpgsqlConnectionStringBuilder? server;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (server is not null)
        {
            await ProjectScript.RunAsync("postgres", ["stop", folder, Cluster], TimeSpan.FromSeconds(60));
            Directory.Delete(folder, recursive: true);
        }

        starting.Dispose();
    }

    /// <summary>The superuser's connection to the maintenance database.</summary>
    /// <exception cref="InvalidOperationException">The server could not be started: a missing server fails a test, it does not skip it.</exception>
    public async Task<NpgsqlConnectionStringBuilder> ServerAsync()
    {
        await starting.WaitAsync();
        try
        {
            if (server is null)
            {
                await ProjectScript.RunAsync("postgres", ["start", folder, Cluster], TimeSpan.FromMinutes(2));
                var url = await ProjectScript.RunAsync("postgres", ["url", folder, Cluster], TimeSpan.FromSeconds(10));
                server = LibpqUri.Parse(url.Trim());
            }

            return new NpgsqlConnectionStringBuilder(server.ConnectionString);
        }
        finally
        {
            starting.Release();
        }
    }

    /// <summary>Makes an empty database, dropping what an earlier run may have left under the name, and returns the connection to it.</summary>
    /// <param name="name">Lowercase, named after the test: <c>a_chunk_is_copied_once</c>.</param>
    /// <param name="encoding">Another than UTF-8.</param>
    public async Task<NpgsqlConnectionStringBuilder> CreateDatabaseAsync(string name, string? encoding = null)
    {
        var database = await ServerAsync();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        foreach (var statement in (string[])
            [
                $"select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = '{name}' and not active",
                $"""drop database if exists "{name}" with (force)""",
                $"""create database "{name}" """ + (encoding is null ? "" : $"template template0 locale 'C' encoding '{encoding}'"),
            ])
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }

        database.Database = name;
        return database;
    }
}
