using BunnyDb.Applier.Targets;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Peers;
using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Copy;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Integration.Targets;

/// <summary>Two databases with what our services open to them, and a lane between them that the test prepares, copies and finishes itself.</summary>
internal sealed class TargetBench : IAsyncDisposable
{
    private readonly PeerConnections connections;
    private readonly PeerAddress sourceAddress;
    private readonly PeerAddress destinationAddress;

    private TargetBench(PeerConnections connections, PeerAddress sourceAddress, PeerAddress destinationAddress, NpgsqlConnection source, NpgsqlConnection destination)
    {
        (this.connections, this.sourceAddress, this.destinationAddress) = (connections, sourceAddress, destinationAddress);
        (Source, Destination) = (source, destination);
    }

    internal NpgsqlConnection Source { get; }

    internal NpgsqlConnection Destination { get; }

    internal LaneId LaneId { get; } = LaneId.New();

    internal MirrorName Mirror { get; } = new("m");

    internal MirrorOptions Options { get; set; } = new();

    /// <param name="destinationUser">A role made for the test that owns the destination database but is no superuser; null: the superuser.</param>
    internal static async Task<TargetBench> StartAsync(PostgresFixture postgres, string name, string sourceSql, string destinationSql = "select", string? destinationUser = null)
    {
        var source = await postgres.CreateDatabaseAsync($"{name}_src");
        var destination = await postgres.CreateDatabaseAsync($"{name}_dst");
        var connections = new PeerConnections();
        var address = Address(destination);
        await using (var admin = await connections.OpenAsync(address, "test", default))
        {
            if (destinationUser is not null)
            {
                await ExecuteAsync(admin,
                    $"drop role if exists {destinationUser}; create role {destinationUser} login password 'test'; alter database {destination.Database} owner to {destinationUser}");
                address = address with { User = destinationUser, Password = "test" };
            }

            await ExecuteAsync(admin, destinationSql);
        }

        var bench = new TargetBench(
            connections, Address(source), address, await connections.OpenAsync(Address(source), "test", default), await connections.OpenAsync(address, "test", default));
        await bench.SourceAsync(sourceSql);
        await LaneProgress.EnsureBookkeepingAsync(bench.Destination, default);
        return bench;
    }

    internal static TableMapping Map(string source, string destination, params string[] exclude) =>
        new(Guid.NewGuid(), QualifiedTable.Parse(source), QualifiedTable.Parse(destination), null, exclude);

    internal Lane Lane(int generation) => new(
        LaneId, Guid.NewGuid(), Mirror, LaneKind.Main, "bunny_m", "bunny_m", LaneOrder.Prepare, 1, LaneStage.Opened, 0, generation, null, null, Lsn.None,
        "src", "dst", Options, null);

    internal Task RegisterAsync(int generation) =>
        LaneProgress.RegisterAsync(Destination, LaneId, Mirror, "1", generation, Lsn.Parse("0/10"), default);

    internal Task<bool> PrepareAsync(int generation, params TableMapping[] mappings) =>
        TargetPreparer.PrepareAsync(Lane(generation), LaneId, Mapped(mappings), Source, Destination, default);

    internal Task<IReadOnlyList<string>> FinishAsync(int generation, params TableMapping[] mappings) =>
        TargetFinisher.FinishAsync(Lane(generation), Mapped(mappings), Source, ct => connections.OpenAsync(destinationAddress, "test", ct), default);

    /// <summary>The same from another process, which has connections of its own.</summary>
    internal async Task FinishAsZombieAsync(int generation, params TableMapping[] mappings)
    {
        await using var source = await connections.OpenAsync(sourceAddress, "zombie", default);
        await TargetFinisher.FinishAsync(Lane(generation), Mapped(mappings), source, ct => connections.OpenAsync(destinationAddress, "zombie", ct), default);
    }

    internal Task SyncSequencesAsync(params TableMapping[] mappings) => SequenceSync.SyncAsync(Source, Destination, mappings, default);

    /// <summary>What the snapshot workers do, in text.</summary>
    internal async Task CopyAsync(params TableMapping[] mappings)
    {
        foreach (var mapping in mappings)
        {
            var shape = await CopyShape.ReadAsync(Source, mapping.Source, Destination, mapping.Destination, mapping.ExcludeColumns, default);
            var columns = Identifiers.QuoteAll(shape.Columns);
            await using var transaction = await Destination.BeginTransactionAsync();
            await ReplicaRole.TryTakeAsync(transaction, default);
            using (var from = await Source.BeginTextExportAsync($"copy (select {columns} from {Identifiers.Quote(mapping.Source)}) to stdout"))
            await using (var to = await Destination.BeginTextImportAsync($"copy {Identifiers.Quote(mapping.Destination)} ({columns}) from stdin"))
            {
                await to.WriteAsync(await from.ReadToEndAsync());
            }

            await transaction.CommitAsync();
        }
    }

    internal Task SourceAsync(string sql) => ExecuteAsync(Source, sql);

    internal Task DestinationAsync(string sql) => ExecuteAsync(Destination, sql);

    internal static async Task<List<string>> ListAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(Convert.ToString(reader.GetValue(0)) ?? "");
        }

        return values;
    }

    internal async Task<string> OneAsync(string destinationSql) => (await ListAsync(Destination, destinationSql)).ShouldHaveSingleItem();

    public ValueTask DisposeAsync() => connections.DisposeAsync();

    private static IReadOnlyList<MappedTable> Mapped(IEnumerable<TableMapping> mappings) =>
        [.. mappings.Select(mapping => new MappedTable(mapping, null, TableStatus.Pending, null, 0, 0, new TableCounters(0, 0, 0, 0), null))];

    private static PeerAddress Address(NpgsqlConnectionStringBuilder database) =>
        new(database.Host!, database.Port, database.Username!, database.Password, database.Database!, PeerSslMode.Disable, null);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
