using BunnyDb.Catalog;
using BunnyDb.Catalog.Chunks;
using BunnyDb.Catalog.Claims;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Peers;
using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Progress;
using Npgsql;

namespace BunnyDb.Integration.SnapshotWorker;

/// <summary>A catalog, a source and a destination, with one lane whose snapshot is exported and whose copy is ordered.</summary>
internal sealed class CopyStage : IAsyncDisposable
{
    private readonly SecretProtector secrets = new("test");
    private readonly CatalogOptions catalogOptions;
    private NpgsqlConnection? exporter;

    private CopyStage(CatalogOptions catalogOptions, NpgsqlConnection source, NpgsqlConnection destination)
    {
        this.catalogOptions = catalogOptions;
        (Catalog, Source, Destination) = (new CatalogDatabase(catalogOptions), source, destination);
        Mappings = new MappingStore(Catalog);
        Peers = new PeerStore(Catalog, secrets);
    }

    internal CatalogDatabase Catalog { get; }

    internal MappingStore Mappings { get; }

    internal PeerStore Peers { get; }

    internal PeerConnections Connections { get; } = new();

    internal NpgsqlConnection Source { get; }

    internal NpgsqlConnection Destination { get; }

    internal LaneId LaneId { get; } = LaneId.New();

    /// <param name="schema">Run on both sides.</param>
    internal static async Task<CopyStage> SetAsync(PostgresFixture postgres, string test, string schema)
    {
        var catalog = await postgres.CreateCatalogAsync($"{test}_catalog");
        var source = await OpenAsync(await postgres.CreateDatabaseAsync($"{test}_source"));
        var destination = await OpenAsync(await postgres.CreateDatabaseAsync($"{test}_destination"));
        var stage = new CopyStage(catalog, source, destination);
        await LaneProgress.EnsureBookkeepingAsync(destination, default);
        await ExecuteAsync(source, schema);
        await ExecuteAsync(destination, schema);
        await stage.Peers.AddAsync(PeerOf("source", source), default);
        await stage.Peers.AddAsync(PeerOf("destination", destination), default);
        return stage;
    }

    /// <summary>Orders the copy of these tables under a snapshot of the source as it is now.</summary>
    internal async Task<Lane> OrderCopyAsync(MirrorOptions options, params TableMapping[] tables)
    {
        exporter = new NpgsqlConnection(Source.ConnectionString);
        await exporter.OpenAsync();
        await ExecuteAsync(exporter, "begin isolation level repeatable read");
        var snapshot = await ScalarAsync<string>(exporter, "select pg_export_snapshot()");
        var mirror = Guid.NewGuid();
        await Catalog.InTransactionAsync(async transaction =>
        {
            await MirrorStore.InsertAsync(mirror, new MirrorName("m"), "source", "destination", options, transaction);
            await MappingStore.ReplaceAsync(mirror, tables, transaction);
            await LaneStore.InsertAsync(LaneId, mirror, LaneKind.Main, "bunny_m", LaneOrder.Copy, null, transaction);
            await MappingStore.AssignUnownedAsync(mirror, LaneId, transaction);
        }, default);
        await using var catalog = await Catalog.OpenAsync(default);
        await ExecuteAsync(catalog, $"update lane set generation = 1, snapshot_name = '{snapshot}'");
        await LaneProgress.RegisterAsync(Destination, LaneId, new MirrorName("m"), "1", 1, new Lsn(1), default);
        return (await new LaneStore(Catalog).FindAsync(LaneId, default))!;
    }

    /// <summary>The reader dies: nobody can import its snapshot any more.</summary>
    internal async Task LoseSnapshotAsync() => await ExecuteAsync(exporter!, "rollback");

    /// <summary>What a worker process has of its own: connections to the catalog and claims.</summary>
    internal WorkerProcess StartProcess() => new(this, new CatalogDatabase(catalogOptions));

    internal async Task ShouldBeEqualAsync(string sourceTable, string? destinationTable = null, string columns = "t.*")
    {
        var there = await ContentAsync(Source, sourceTable, columns);
        (await ContentAsync(Destination, destinationTable ?? sourceTable, columns)).ShouldBe(there);
    }

    internal async Task<T> OnCatalogAsync<T>(string sql)
    {
        await using var connection = await Catalog.OpenAsync(default);
        return await ScalarAsync<T>(connection, sql);
    }

    internal static TableMapping Table(string source, string? partitionKey = null, string? destination = null, params string[] excluded) =>
        new(Guid.NewGuid(), QualifiedTable.Parse(source), QualifiedTable.Parse(destination ?? source), partitionKey, excluded);

    internal static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    internal static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (exporter is not null)
        {
            await exporter.DisposeAsync();
        }

        await Connections.DisposeAsync();
        await Source.DisposeAsync();
        await Destination.DisposeAsync();
        await Catalog.DisposeAsync();
    }

    private static Task<string> ContentAsync(NpgsqlConnection connection, string table, string columns) => ScalarAsync<string>(
        connection,
        $"select count(*) || ' rows, ' || coalesce(sum(hashtextextended(row({columns})::text, 0)::numeric), 0) || ' ' || coalesce(sum(hashtextextended(row({columns})::text, 1)::numeric), 0) from {table} t");

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder database)
    {
        database.Pooling = false;
        database.PersistSecurityInfo = true;
        var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static Peer PeerOf(string name, NpgsqlConnection connection)
    {
        var database = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        return new Peer(name, new PeerAddress(
            database.Host!, database.Port, database.Username!, database.Password, database.Database!, PeerSslMode.Disable, null));
    }
}
