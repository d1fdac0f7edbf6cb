using BunnyDb.Applier;
using BunnyDb.Applier.Batches;
using BunnyDb.Applier.Orders;
using BunnyDb.Applier.Schema;
using BunnyDb.Catalog;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Peers;
using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Faults;
using BunnyDb.Postgres.Progress;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BunnyDb.Integration.Applier;

/// <summary>A source, a destination with the same tables, a catalog, and the real applier between them, fed by the test.</summary>
internal sealed class LaneBench : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly NpgsqlConnectionStringBuilder destinationAddress;
    private readonly PeerConnections connections = new();
    private readonly CatalogDatabase catalog;
    private readonly PeerStore peers;
    private CancellationTokenSource stop = new();

    private LaneBench(NpgsqlConnectionStringBuilder source, NpgsqlConnectionStringBuilder destination, CatalogDatabase catalog, string name)
    {
        source.Options = destination.Options = "-c timezone=UTC";
        destinationAddress = destination;
        this.catalog = catalog;
        Source = NpgsqlDataSource.Create(source);
        Destination = NpgsqlDataSource.Create(destination);
        peers = new PeerStore(catalog, new SecretProtector("test"));
        Log = new SourceLog(Source, $"bunny_{name}", "p");
        Lane = new Lane(
            LaneId.New(), Guid.NewGuid(), new MirrorName(name), LaneKind.Main, $"bunny_{name}", "p", LaneOrder.Stream, 1, LaneStage.Finished, 0, 1,
            null, null, Lsn.None, "src", "dst", new MirrorOptions(), null);
    }

    internal NpgsqlDataSource Source { get; }

    internal NpgsqlDataSource Destination { get; }

    internal SourceLog Log { get; }

    internal Lane Lane { get; private init; }

    internal FakeStream Stream { get; } = new();

    /// <summary>Of plans, from the next run on.</summary>
    internal PlanLimits Limits { private get; set; } = PlanLimits.Default;

    internal FakeRun Run { get; private set; } = null!;

    internal Task Running { get; private set; } = Task.CompletedTask;

    internal long Epoch { get; private set; }

    /// <summary>Of the next batch.</summary>
    internal long Sequence { get; private set; }

    /// <param name="schema">Run on both sides.</param>
    /// <param name="tables">Mapped, each to the same name.</param>
    internal static async Task<LaneBench> StartAsync(PostgresFixture postgres, string name, string schema, params string[] tables)
    {
        var catalogAddress = await postgres.CreateDatabaseAsync($"{name}_catalog");
        var catalog = new CatalogDatabase(new CatalogOptions
        {
            Host = catalogAddress.Host!, Port = catalogAddress.Port, User = catalogAddress.Username!, Password = catalogAddress.Password, Database = catalogAddress.Database!,
        });
        await new CatalogMigrator(catalog).MigrateAsync(default);
        var bench = new LaneBench(await postgres.CreateDatabaseAsync($"{name}_src"), await postgres.CreateDatabaseAsync($"{name}_dst"), catalog, name);
        await bench.SourceAsync(schema);
        await bench.DestinationAsync(schema);
        await bench.SourceAsync("create publication p for all tables with (publish_via_partition_root = true)");
        await bench.RegisterAsync(await bench.Log.CreateAsync(), tables);
        await bench.StartRunAsync();
        return bench;
    }

    /// <summary>Another lane of the same mirror on the same databases, with a slot that begins now.</summary>
    internal async Task<LaneBench> StartTemporaryAsync(params string[] tables)
    {
        var source = new NpgsqlConnectionStringBuilder(Source.ConnectionString) { Password = destinationAddress.Password };
        var lane = new LaneBench(source, new NpgsqlConnectionStringBuilder(destinationAddress.ConnectionString), catalog, $"{Lane.Mirror}_t")
        {
            Lane = Lane with { Id = LaneId.New(), Kind = LaneKind.Temporary },
        };
        await lane.AddRoutesAsync(await lane.Log.CreateAsync(), tables);
        await lane.StartRunAsync();
        return lane;
    }

    /// <summary>Each text is one transaction.</summary>
    internal async Task SourceAsync(params string[] transactions)
    {
        foreach (var sql in transactions)
        {
            await ExecuteAsync(Source, sql);
        }
    }

    /// <summary>From the next run on the destination is written by a role that owns the tables and has no privilege beyond that.</summary>
    internal async Task UsePlainRoleAsync(string role, params string[] tables)
    {
        await DestinationAsync(
            $"create role {role} login password 'plain'; grant create on database {destinationAddress.Database} to {role}; grant all on schema public, bunnydb to {role}; "
            + $"grant all on all tables in schema bunnydb to {role}; " + string.Concat(tables.Select(table => $"alter table {table} owner to {role};")));
        var peer = (await peers.FindAsync("dst", default))!;
        await peers.UpdateAsync(peer with { Address = peer.Address with { User = role, Password = "plain" } }, default);
    }

    /// <summary>As another part of BunnyDb connects.</summary>
    internal async Task<NpgsqlConnection> OurConnectionAsync() => await connections.OpenAsync(await peers.AddressAsync("dst", default), "test", default);

    internal Task DestinationAsync(string sql) => ExecuteAsync(Destination, sql);

    internal async Task<T> DestinationScalarAsync<T>(string sql)
    {
        await using var command = Destination.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Runs transactions on the source, reads them back from the slot and gives them to the applier.</summary>
    internal async Task<IReadOnlyList<ChangeBatch>> ReplicateAsync(params string[] transactions)
    {
        await SourceAsync(transactions);
        var batches = await ReadAsync();
        Put(batches);
        return batches;
    }

    internal void Put(IEnumerable<ChangeBatch> batches)
    {
        foreach (var batch in batches)
        {
            Stream.Put(batch);
        }
    }

    internal async Task<IReadOnlyList<ChangeBatch>> ReadAsync(int maxFrames = int.MaxValue)
    {
        var batches = await Log.ReadAsync(Lane.Id, Epoch, Sequence, maxFrames);
        Sequence += batches.Count;
        return batches;
    }

    internal async Task AppliedAsync(IReadOnlyList<ChangeBatch> batches) => await AppliedAsync(batches[^1].Last);

    internal Task AppliedAsync(Lsn position) => UntilAsync(
        async () => (await ProgressAsync()).Position >= position, () => $"the position to reach {position}");

    internal async Task<LaneProgress> ProgressAsync()
    {
        await using var connection = await Destination.OpenConnectionAsync();
        return (await LaneProgress.FindAsync(connection, Lane.Id, default))!;
    }

    /// <summary>Both sides hold the same rows, whatever their order.</summary>
    internal async Task ShouldBeEqualAsync(string table, string columns = "t")
    {
        var sql = $"select coalesce(string_agg(({columns})::text, E'\\n' order by ({columns})::text), '') from {table} t";
        await using var command = Source.CreateCommand(sql);
        (await DestinationScalarAsync<string>(sql)).ShouldBe((string)(await command.ExecuteScalarAsync())!);
    }

    /// <summary>The run has ended with this fault.</summary>
    internal async Task<Fault> FaultAsync()
    {
        await Task.WhenAny(Running, Task.Delay(Deadline));
        Running.IsFaulted.ShouldBeTrue("the run should have ended with a fault");
        return FaultPolicy.Classify(Running.Exception!.InnerException!);
    }

    /// <summary>A new run of the applier, under a new epoch when a reader begins again.</summary>
    internal async Task StartRunAsync(bool newEpoch = true)
    {
        if (newEpoch)
        {
            await BeginEpochAsync();
        }

        stop.Dispose();
        stop = new CancellationTokenSource();
        Run = new FakeRun(Lane);
        Running = Task.Run(() => Applying(Stream).ApplyAsync(Run, stop.Token));
    }

    /// <summary>The lane is stopped, and its reader begins again, while the run does not get to know of it.</summary>
    internal async Task StopBesideAsync()
    {
        await using var connection = await Destination.OpenConnectionAsync();
        await LaneProgress.FenceAsync(connection, Lane.Id, default);
        await BeginEpochAsync();
    }

    /// <summary>The mirror has only these tables from now on, and another run, which knows so, begins beside the one that goes on, and ends.</summary>
    internal async Task KeepTablesBesideAsync(params string[] tables)
    {
        var kept = (await new MappingStore(catalog).OfMirrorAsync(Lane.MirrorId, default)).Select(table => table.Mapping)
            .Where(mapping => tables.Contains(mapping.Source.ToString())).ToList();
        await catalog.InTransactionAsync(transaction => MappingStore.ReplaceAsync(Lane.MirrorId, kept, transaction), default);
        using var end = new CancellationTokenSource();
        var beside = Task.Run(() => Applying(new FakeStream()).ApplyAsync(new FakeRun(Lane), end.Token));
        await UntilAsync(async () => await DestinationScalarAsync<long>("select count(*) from bunnydb.route") == kept.Count, () => "the routes to follow the tables");
        await end.CancelAsync();
        await Task.WhenAny(beside);
    }

    internal async Task StopRunAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAny(Running);
    }

    internal async Task UntilAsync(Func<Task<bool>> holds, Func<string> what)
    {
        var until = DateTime.UtcNow + Deadline;
        while (!await holds())
        {
            if (Running.IsFaulted)
            {
                await Running;
            }

            DateTime.UtcNow.ShouldBeLessThan(until, $"waited for {what()}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopRunAsync();
        stop.Dispose();
        await ExecuteAsync(Source, $"select pg_drop_replication_slot('{Lane.SlotName}') where exists (select from pg_replication_slots where slot_name = '{Lane.SlotName}')");
        await Source.DisposeAsync();
        await Destination.DisposeAsync();
        await connections.DisposeAsync();
        if (Lane.Kind == LaneKind.Main)
        {
            await catalog.DisposeAsync();
        }
    }

    private async Task BeginEpochAsync()
    {
        await using var connection = await Destination.OpenConnectionAsync();
        Epoch = (await LaneProgress.BeginEpochAsync(connection, Lane.Id, default))!.Epoch;
        Sequence = 0;
    }

    private async Task RegisterAsync(Lsn position, string[] tables)
    {
        var peer = new PeerAddress(
            destinationAddress.Host!, destinationAddress.Port, destinationAddress.Username!, destinationAddress.Password, destinationAddress.Database!, PeerSslMode.Disable, null);
        await peers.AddAsync(new Peer("src", peer with { Database = new NpgsqlConnectionStringBuilder(Source.ConnectionString).Database! }), default);
        await peers.AddAsync(new Peer("dst", peer), default);
        await using var connection = await catalog.OpenAsync(default);
        await using var mirror = new NpgsqlCommand(
            "insert into mirror (id, name, source_peer, destination_peer, options, status, phase) values ($1, $2, 'src', 'dst', '{}', 'RUNNING', 'CDC')", connection);
        mirror.Parameters.AddWithValue(Lane.MirrorId);
        mirror.Parameters.AddWithValue(Lane.Mirror.Value);
        await mirror.ExecuteNonQueryAsync();
        await AddRoutesAsync(position, tables);
    }

    private async Task AddRoutesAsync(Lsn position, string[] tables)
    {
        var mappings = tables.Select(QualifiedTable.Parse).Select(table => new TableMapping(Guid.NewGuid(), table, table, null, [])).ToList();
        var all = (await new MappingStore(catalog).OfMirrorAsync(Lane.MirrorId, default)).Select(table => table.Mapping).Concat(mappings).ToList();
        await catalog.InTransactionAsync(transaction => MappingStore.ReplaceAsync(Lane.MirrorId, all, transaction), default);
        await using var destination = await Destination.OpenConnectionAsync();
        await LaneProgress.EnsureBookkeepingAsync(destination, default);
        await LaneProgress.RegisterAsync(destination, Lane.Id, Lane.Mirror, "1", 1, position, default);
        foreach (var mapping in mappings)
        {
            await using var route = new NpgsqlCommand("insert into bunnydb.route values ($1, $2, $3, $4, $5, $6)", destination);
            route.Parameters.AddWithValue(Lane.Id.Value);
            route.Parameters.AddWithValue(mapping.Id);
            route.Parameters.AddWithValue(mapping.Source.Schema);
            route.Parameters.AddWithValue(mapping.Source.Name);
            route.Parameters.AddWithValue(mapping.Destination.Schema);
            route.Parameters.AddWithValue(mapping.Destination.Name);
            await route.ExecuteNonQueryAsync();
        }

        await using var source = await Source.OpenConnectionAsync();
        await KnownSources.BeginAsync(Lane.Id, mappings, source, destination, default);
    }

    private LaneApplying Applying(IChangeStream stream) => new(
        peers, connections, new MappingStore(catalog), stream, new MirrorLog(catalog), TimeProvider.System, NullLogger<ApplierRole>.Instance,
        new TargetOrders(peers, connections, new MappingStore(catalog), new LaneStore(catalog), new ResyncStore(catalog), new MirrorLog(catalog)), Limits);

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
