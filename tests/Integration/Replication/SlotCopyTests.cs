using BunnyDb.Contracts.Peers;
using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Replication;
using BunnyDb.Postgres.Replication.Backlogs;
using Npgsql;

namespace BunnyDb.Integration.Replication;

/// <summary>Pieces of a slot's log, cut anywhere, are together what the slot holds: each transaction once, whole, in the order of the commits.</summary>
[Collection(RealServers.Name)]
public sealed class SlotCopyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Name = "bunny_slot_copy";

    private readonly PeerConnections connections = new();
    private PeerAddress address = null!;
    private NpgsqlConnection source = null!;

    public async Task InitializeAsync()
    {
        var database = await postgres.CreateDatabaseAsync("slot_copy_tests");
        address = new PeerAddress(database.Host!, database.Port, database.Username!, database.Password, database.Database!, PeerSslMode.Disable, null);
        source = await connections.OpenAsync(address, "reader", CancellationToken.None);
        await LogicalSlot.DropAsync(source, Name, TimeSpan.FromSeconds(1), CancellationToken.None);
        await ExecuteAsync(source, "create table public.t (id int, v text)");
        await Publication.EnsureAsync(source, Name, [new PublishedTable(new QualifiedTable("public", "t"), [])], CancellationToken.None);
        await ExecuteAsync(source, $"select pg_create_logical_replication_slot('{Name}', 'pgoutput')");
    }

    public async Task DisposeAsync()
    {
        await LogicalSlot.DropAsync(source, Name, TimeSpan.FromSeconds(5), CancellationToken.None);
        await source.DisposeAsync();
        await connections.DisposeAsync();
    }

    [Theory]
    [InlineData(2_000, null)]
    [InlineData(200_000, null)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(int.MaxValue, 300)]
    [InlineData(2_000, 300)]
    public async Task Pieces_cut_anywhere_bring_every_transaction_once_and_whole(int pieceBytes, int? changes)
    {
        await WriteAsync();
        var (whole, _) = await ReadAsync(Lsn.None, long.MaxValue);
        whole.Count(message => message[0] == 'C').ShouldBe(101);
        whole.Count(message => message[0] == 'I').ShouldBe(99 + 5_001 + 100);

        var (pieces, count) = await ReadAsync(Lsn.None, pieceBytes, changes);

        count.ShouldBeGreaterThan(1);
        WithoutRelations(pieces).ShouldBe(WithoutRelations(whole));
    }

    [Fact]
    public async Task What_was_committed_before_a_position_is_skipped_and_the_slot_itself_is_not_moved()
    {
        await WriteAsync();
        var before = await SlotReach.FindAsync(source, Name, CancellationToken.None);
        var (whole, _) = await ReadAsync(Lsn.None, long.MaxValue);
        var commits = whole.Where(message => message[0] == 'C').ToList();

        // The end of the fiftieth commit, as its message tells it.
        var position = new Lsn(Convert.ToUInt64(Convert.ToHexString(commits[49].AsSpan(10, 8)), 16));
        var (rest, _) = await ReadAsync(position, long.MaxValue);

        rest.Where(message => message[0] == 'C').ShouldBe(commits[50..]);
        var after = await SlotReach.FindAsync(source, Name, CancellationToken.None);
        after!.Value.Confirmed.ShouldBe(before!.Value.Confirmed);
    }

    [Fact]
    public async Task A_piece_that_is_given_up_ends_its_query_and_its_session_goes_on()
    {
        await ExecuteAsync(source, "insert into public.t select n, repeat('x', 200) from generate_series(1, 300000) n");
        await using var copy = new SlotCopy(await connections.OpenDecodingAsync(address, "reader", CancellationToken.None));
        await copy.FollowAsync(Name, CancellationToken.None);
        var piece = await copy.ReadAsync(Name, new PieceEnd((await copy.LookAsync(CancellationToken.None)).End), CancellationToken.None);
        (await piece.ReadAsync(CancellationToken.None)).ShouldNotBeNull();

        await piece.DisposeAsync();

        // The server drops a session's temporary slots at its first error, so at the cancelled query.
        await UntilAsync($"select not exists (select from pg_replication_slots where slot_name = '{copy.Name}')");
        await copy.FollowAsync(Name, CancellationToken.None);
        (await copy.LookAsync(CancellationToken.None)).Confirmed.ShouldBe((await SlotReach.FindAsync(source, Name, CancellationToken.None))!.Value.Confirmed);
    }

    [Fact]
    public async Task A_decoding_that_is_cancelled_leaves_neither_a_session_nor_a_slot()
    {
        await ExecuteAsync(source, "insert into public.t select n, repeat('x', 200) from generate_series(1, 500000) n");
        var copy = new SlotCopy(await connections.OpenDecodingAsync(address, "decoder", CancellationToken.None));
        await copy.FollowAsync(Name, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var end = (await copy.LookAsync(CancellationToken.None)).End;
        var reading = copy.ReadAsync(Name, new PieceEnd(end), stop.Token);
        await UntilAsync("select exists (select from pg_stat_activity where query like 'copy (select data%' and state = 'active')");

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(reading);
        await copy.DisposeAsync();

        await UntilAsync($"select not exists (select from pg_replication_slots where slot_name = '{copy.Name}')");
        await UntilAsync("select not exists (select from pg_stat_activity where application_name = 'bunnydb decoder')");
    }

    /// <summary>A hundred small transactions, one large, and one that is open from before them to the end, with what it took back.</summary>
    private async Task WriteAsync()
    {
        await using var other = await connections.OpenAsync(address, "writer", CancellationToken.None);
        await ExecuteAsync(other, "begin; insert into public.t select n, 'open' from generate_series(1, 50) n");
        for (var i = 0; i < 99; i++)
        {
            await ExecuteAsync(source, $"insert into public.t values ({i}, 'small')");
        }

        await ExecuteAsync(other, "savepoint s; insert into public.t select n, 'taken back' from generate_series(1, 50) n; rollback to s");
        await ExecuteAsync(source, "insert into public.t select n, repeat('large', 20) from generate_series(1, 5001) n");
        await ExecuteAsync(other, "insert into public.t select n, 'open' from generate_series(1, 50) n; commit");
    }

    /// <summary>As a lane reads: two copies take turns, and one follows the other as soon as its piece begins to arrive.</summary>
    private async Task<(List<byte[]> Messages, int Pieces)> ReadAsync(Lsn from, long pieceBytes, int? changes = null)
    {
        await using var one = new SlotCopy(await connections.OpenDecodingAsync(address, "reader", CancellationToken.None));
        await using var two = new SlotCopy(await connections.OpenDecodingAsync(address, "reader", CancellationToken.None));
        await one.FollowAsync(Name, CancellationToken.None);
        await one.SkipAsync(from, CancellationToken.None);
        var (messages, pieces, reading, idle) = (new List<byte[]>(), 0, one, two);
        while (await reading.LookAsync(CancellationToken.None) is { Ahead: > 0 } reach)
        {
            var upTo = reach.Ahead <= pieceBytes ? reach.End : new Lsn(reach.Confirmed.Value + (ulong)pieceBytes);
            await using (var piece = await reading.ReadAsync(Name, new PieceEnd(upTo, changes), CancellationToken.None))
            {
                await idle.FollowAsync(reading.Name, CancellationToken.None);
                while (await piece.ReadAsync(CancellationToken.None) is { } arrived)
                {
                    for (; arrived.TryPeek(out var message); arrived.Advance())
                    {
                        messages.Add(message.ToArray());
                    }
                }
            }

            await reading.LeaveAsync(CancellationToken.None);
            (reading, idle, pieces) = (idle, reading, pieces + 1);
        }

        return (messages, pieces);
    }

    /// <summary>Each piece describes its tables anew.</summary>
    private static IEnumerable<string> WithoutRelations(IEnumerable<byte[]> messages) => messages.Where(message => message[0] != 'R').Select(Convert.ToHexString).ToList();

    private async Task UntilAsync(string condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(20);
        await using var command = new NpgsqlCommand(condition, source);
        while (await command.ExecuteScalarAsync() is not true)
        {
            (DateTime.UtcNow < deadline).ShouldBeTrue($"within 20 s: {condition}");
            await Task.Delay(20);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
