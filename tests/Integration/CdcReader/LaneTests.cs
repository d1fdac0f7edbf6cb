using System.Buffers.Binary;
using BunnyDb.CdcReader.Lanes;
using BunnyDb.ChangeStream;
using BunnyDb.ChangeStream.InProcess;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Peers;
using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Replication;
using Npgsql;
using CatalogLane = BunnyDb.Catalog.Lanes.Lane;
using ReadingLoop = BunnyDb.CdcReader.Lanes.Lane;

namespace BunnyDb.Integration.CdcReader;

/// <summary>The reading loop between a real source and a stream in this process.</summary>
[Collection(RealServers.Name)]
public sealed class LaneTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Name = "bunny_lane_tests";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PeerConnections connections = new();
    private readonly InProcessChangeStream stream = new();
    private readonly LaneId id = LaneId.New();
    private readonly CancellationTokenSource stop = new();
    private readonly List<ChangeBatch> batches = [];
    private Task running = Task.CompletedTask;
    private NpgsqlConnection source = null!;
    private InFlight flight = null!;
    private WalStream wal = null!;
    private PendingChanges pending = null!;
    private Lsn start;

    public async Task InitializeAsync()
    {
        var database = await postgres.CreateDatabaseAsync("lane_tests");
        var address = new PeerAddress(database.Host!, database.Port, database.Username!, database.Password, database.Database!, PeerSslMode.Disable, null);
        source = await connections.OpenAsync(address, "reader", CancellationToken.None);
        await LogicalSlot.DropAsync(source, Name, TimeSpan.FromSeconds(1), CancellationToken.None);
        await ExecuteAsync("create table public.t (id int primary key, v text); create table public.noise (x int)");
        await Publication.EnsureAsync(source, Name, [new PublishedTable(new QualifiedTable("public", "t"), [])], CancellationToken.None);
        await using (var creating = await connections.OpenReplicationAsync(address, "reader", CancellationToken.None))
        {
            start = new Lsn((ulong)(await LogicalSlot.CreateAsync(creating, Name, CancellationToken.None)).ConsistentPoint);
        }

        flight = new InFlight(start, TimeProvider.System);
        pending = new PendingChanges(10_000);
        var lane = new CatalogLane(
            id, Guid.NewGuid(), new MirrorName("lane_tests"), LaneKind.Main, Name, Name, LaneOrder.Stream, 1, LaneStage.Finished, 0, 1, null, null,
            start, "s", "d", new MirrorOptions(), null);
        wal = new WalStream(token => connections.OpenReplicationAsync(address, "reader", token), lane, start, backlog: null, TimeProvider.System);
        var writer = await stream.OpenWriterAsync(id, 1, CancellationToken.None);
        var loop = new ReadingLoop(wal, pending, writer, flight, new BatchSequence(id, 1, start), lane.Mirror, TimeProvider.System);
        running = Task.WhenAll(wal.RelayAsync(pending, stop.Token), wal.KeepInformedAsync(stop.Token), loop.RunAsync(stop.Token), CollectAsync());
    }

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAny(running).WaitAsync(Patience);
        pending.Dispose();
        await LogicalSlot.DropAsync(source, Name, TimeSpan.FromSeconds(5), CancellationToken.None);
        await source.DisposeAsync();
        await connections.DisposeAsync();
        stop.Dispose();
    }

    [Fact]
    public async Task Transactions_arrive_whole_in_order_and_each_batch_describes_its_relations()
    {
        for (var i = 1; i <= 20; i++)
        {
            await ExecuteAsync($"insert into public.t values ({i}, 'one'), ({i + 100}, 'two'); insert into public.noise values ({i})");
            await UntilAsync(() => Count('C') == i);
        }

        Count('I').ShouldBe(40);
        Count('B').ShouldBe(20);
        batches.ShouldAllBe(batch => batch.Frames.Length == 0 || Types(batch).Contains('R'));
        for (var i = 1; i < batches.Count; i++)
        {
            (batches[i].Sequence, batches[i].Follows).ShouldBe((i, batches[i - 1].Last));
        }
    }

    [Fact]
    public async Task A_transaction_larger_than_a_batch_comes_in_parts()
    {
        await ExecuteAsync("insert into public.t select g, repeat('x', 100) from generate_series(1, 50000) g");
        await UntilAsync(() => Count('C') == 1);
        Count('I').ShouldBe(50_000);
        var parts = batches.Where(batch => batch.Frames.Length > 0).ToList();
        parts.Count.ShouldBeGreaterThan(4);
        parts.Take(parts.Count - 1).ShouldAllBe(batch => batch.EndsInsideTransaction && batch.Last == batch.Follows);
        parts[^1].EndsInsideTransaction.ShouldBeFalse();
        parts.ShouldAllBe(batch => Types(batch).Contains('R'));
    }

    [Fact]
    public async Task An_idle_lane_moves_on_while_the_source_is_busy_elsewhere()
    {
        await ExecuteAsync("insert into public.noise select generate_series(1, 1000)");
        var now = await ScalarAsync("select pg_current_wal_lsn()::text");
        await UntilAsync(() => batches.Count > 0 && batches[^1].Last >= Lsn.Parse(now));
        batches.ShouldAllBe(batch => batch.Frames.Length == 0);
    }

    [Fact]
    public async Task What_was_applied_and_is_durable_is_confirmed_to_the_slot()
    {
        await ExecuteAsync("insert into public.t values (1, 'x')");
        await UntilAsync(() => Count('C') == 1);
        var last = batches[^1].Last;
        wal.Confirm(last);
        await UntilAsync(async () => await ScalarAsync($"select (confirmed_flush_lsn = '{last}')::text from pg_replication_slots where slot_name = '{Name}'") == "true");
    }

    [Fact]
    public async Task A_stream_that_is_told_to_end_leaves_the_slot_at_once()
    {
        await ExecuteAsync("insert into public.t select g, repeat('x', 100) from generate_series(1, 50000) g");
        await UntilAsync(() => Count('I') > 0);
        await stop.CancelAsync();
        await Task.WhenAny(running).WaitAsync(Patience);
        await LogicalSlot.AwaitInactiveAsync(source, Name, TimeSpan.FromSeconds(5), CancellationToken.None);
    }

    /// <summary>The destination, as far as the loop knows: everything that arrives is applied.</summary>
    private async Task CollectAsync()
    {
        await using var reader = await stream.OpenReaderAsync(id, stop.Token);
        await foreach (var delivery in reader.ReadAsync(stop.Token))
        {
            lock (batches)
            {
                batches.Add(delivery.Batch with { Frames = delivery.Batch.Frames.ToArray() });
            }

            await delivery.AckAsync(stop.Token);
            flight.Observe(delivery.Batch.Last, delivery.Batch.Sequence);
        }
    }

    private int Count(char type)
    {
        lock (batches)
        {
            return batches.Sum(batch => Types(batch).Count(t => t == type));
        }
    }

    private static List<char> Types(ChangeBatch batch)
    {
        var types = new List<char>();
        for (var frames = batch.Frames.Span; frames.Length > 0; frames = frames[(4 + BinaryPrimitives.ReadInt32BigEndian(frames))..])
        {
            types.Add((char)frames[4]);
        }

        return types;
    }

    private Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        var until = DateTimeOffset.UtcNow + Patience;
        while (!await condition())
        {
            if (running.IsCompleted)
            {
                await running;
            }

            DateTimeOffset.UtcNow.ShouldBeLessThan(until, "the condition was not met in time");
            await Task.Delay(20);
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, source);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string> ScalarAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, source);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
