using BunnyDb.Scenarios.Data;
using Npgsql;

namespace BunnyDb.Scenarios.Mirrors;

/// <summary>One database that belongs to one scenario.</summary>
internal sealed class ScenarioDatabase : IAsyncDisposable
{
    private readonly string name;
    private readonly NpgsqlDataSource server;

    public ScenarioDatabase(NpgsqlConnectionStringBuilder server, string name)
    {
        this.name = name;
        // Without pooling a killed server costs one failed statement, not one per pooled connection.
        this.server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false });
        Connections = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name, Pooling = false, CommandTimeout = 300 });
    }

    public NpgsqlDataSource Connections { get; }

    public Task CreateAsync() => server.ExecuteAsync($"create database {name}");

    public async Task DropAsync()
    {
        await server.ExecuteAsync($"select pg_terminate_backend(active_pid) from pg_replication_slots where database = '{name}' and active");
        await server.ExecuteAsync($"select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = '{name}' and not active");
        await server.ExecuteAsync($"drop database if exists {name} with (force)");
    }

    /// <summary>Everything that a mirror may have made and must have taken with it; its tables and their rows stay.</summary>
    public async Task<IReadOnlyList<string>> LeftoversAsync()
    {
        var left = new List<string>();
        left.AddRange(await Connections.ColumnAsync("select 'slot ' || slot_name from pg_replication_slots where database = current_database()"));
        left.AddRange(await Connections.ColumnAsync("select 'publication ' || pubname from pg_publication"));
        foreach (var table in await Connections.ColumnAsync("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'bunnydb'"))
        {
            var rows = await Connections.ScalarAsync<long>($"select count(*) from {table}");
            if (rows > 0)
            {
                left.Add($"{rows} rows in {table}");
            }
        }

        return left;
    }

    public async ValueTask DisposeAsync()
    {
        await Connections.DisposeAsync();
        await server.DisposeAsync();
    }
}
