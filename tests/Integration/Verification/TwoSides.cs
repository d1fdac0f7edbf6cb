using System.Data;
using BunnyDb.Contracts.Peers;
using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Verification;
using Npgsql;

namespace BunnyDb.Integration.Verification;

/// <summary>A source and a destination database to be filled by a test and then compared.</summary>
internal sealed class TwoSides : IAsyncDisposable
{
    private readonly PeerConnections connections = new();
    private readonly PeerAddress source;
    private readonly PeerAddress destination;

    private TwoSides(PeerAddress source, PeerAddress destination) => (this.source, this.destination) = (source, destination);

    /// <param name="encoding">Of the source's database.</param>
    internal static async Task<TwoSides> SetAsync(PostgresFixture postgres, string test, string? encoding = null) => new(
        Address(await postgres.CreateDatabaseAsync($"{test}_source", encoding)), Address(await postgres.CreateDatabaseAsync($"{test}_destination")));

    internal async Task OnBothAsync(string sql)
    {
        await OnSourceAsync(sql);
        await OnDestinationAsync(sql);
    }

    internal Task OnSourceAsync(string sql) => ExecuteAsync(source, sql);

    internal Task OnDestinationAsync(string sql) => ExecuteAsync(destination, sql);

    /// <summary>Writes the source's rows to the destination as a copy in text does.</summary>
    internal async Task CopyOverAsync()
    {
        await using var left = await connections.OpenAsync(source, "test", CancellationToken.None);
        await using var right = await connections.OpenAsync(destination, "test", CancellationToken.None);
        using var from = await left.BeginTextExportAsync("copy public.t to stdout");
        await using var to = await right.BeginTextImportAsync("copy public.t from stdin");
        await to.WriteAsync(await from.ReadToEndAsync());
    }

    /// <summary>The differences between the tables <c>public.t</c> of the two sides.</summary>
    internal async Task<IReadOnlyList<ChunkDifference>> CompareAsync(params string[] excludeColumns)
    {
        var table = new QualifiedTable("public", "t");
        await using var left = await connections.OpenAsync(source, "test", CancellationToken.None);
        await using var right = await connections.OpenAsync(destination, "test", CancellationToken.None);
        await using var leftSnapshot = await left.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        await using var rightSnapshot = await right.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        return await TableComparison.CompareAsync(left, right, new VerifiedTable(table, table, excludeColumns), CancellationToken.None);
    }

    /// <summary>How the source would read the table if starting a worker cost nothing.</summary>
    internal async Task<string> PlanAsync()
    {
        var table = new QualifiedTable("public", "t");
        await using var left = await connections.OpenAsync(source, "test", CancellationToken.None);
        await using var right = await connections.OpenAsync(destination, "test", CancellationToken.None);
        var columns = await ComparedColumns.ReadAsync(left, right, new VerifiedTable(table, table, []), CancellationToken.None);
        await using var settings = new NpgsqlCommand("set parallel_setup_cost = 0; set parallel_tuple_cost = 0; set min_parallel_table_scan_size = 0", left);
        await settings.ExecuteNonQueryAsync();
        await using var explain = new NpgsqlCommand($"explain {columns.OnSource(isRecoded: false)}", left);
        await using var reader = await explain.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        return string.Join('\n', plan);
    }

    public ValueTask DisposeAsync() => connections.DisposeAsync();

    private async Task ExecuteAsync(PeerAddress side, string sql)
    {
        await using var connection = await connections.OpenAsync(side, "test", CancellationToken.None);
        await using var command = new NpgsqlCommand($"set search_path = public; {sql}; reset search_path", connection);
        await command.ExecuteNonQueryAsync();
    }

    private static PeerAddress Address(NpgsqlConnectionStringBuilder database) => new(
        database.Host!, database.Port, database.Username!, database.Password, database.Database!, PeerSslMode.Disable, null);
}
