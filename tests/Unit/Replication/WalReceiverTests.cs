using System.Buffers.Binary;
using System.Text;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Faults;
using BunnyDb.Postgres.Replication.Streaming;
using Npgsql;

namespace BunnyDb.Unit.Replication;

public sealed class WalReceiverTests
{
    private readonly SourceStream source = new();
    private readonly WalReceiver receiver;

    public WalReceiverTests() => receiver = new WalReceiver(source, new Nap(null, TimeProvider.System), TimeProvider.System);

    [Fact]
    public async Task It_asks_for_the_slot_from_the_position_on()
    {
        await StartAsync();
        Encoding.UTF8.GetString((await source.ToldAsync())[5..^1]).ShouldBe(
            """START_REPLICATION SLOT "slot" LOGICAL 0/64 (proto_version '1', messages 'true', publication_names '"publication"')""");
    }

    [Fact]
    public async Task Messages_cut_at_any_byte_arrive_whole()
    {
        byte[][] messages = [Wal.Data([1, 2, 3]), Wal.Keepalive(5), Wal.Data([4]), Wal.Message('S', [1, 0, 2, 0]), Wal.Data([5, 6])];
        var length = messages.Sum(message => message.Length);
        await StartAsync();
        for (var border = 1; border < length; border++)
        {
            source.SayInPieces(border, messages);
            await ExpectAsync([1, 2, 3], [4], [5, 6]);
        }
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(100_000)]
    [InlineData(10_000_000)]
    public async Task A_message_larger_than_the_buffer_arrives_whole(int piece)
    {
        var huge = new byte[3 * ReceiveBuffer.Bytes];
        new Random(1).NextBytes(huge);
        await StartAsync();
        source.SayInPieces(piece, Wal.Data([1]), Wal.Data(huge), Wal.Data([2]), Wal.Data(huge), Wal.Data([3]));
        await ExpectAsync([1], huge, [2], huge, [3]);
    }

    [Fact]
    public async Task A_message_counts_as_received_once_it_was_taken_and_a_keepalive_once_all_before_it_was()
    {
        await StartAsync();
        source.Say(Wal.Data([1], end: 100), Wal.Data([2], end: 200), Wal.Keepalive(300), Wal.Data([3], end: 250));
        var messages = await receiver.ReadAsync(CancellationToken.None);
        messages.TryPeek(out _).ShouldBeTrue();
        receiver.Received.ShouldBe(Lsn.None);
        messages.Advance();
        receiver.Received.ShouldBe(new Lsn(100));
        messages.TryPeek(out _).ShouldBeTrue();
        messages.Advance();
        messages.TryPeek(out _).ShouldBeFalse();
        receiver.Received.ShouldBe(new Lsn(200));
        await receiver.ReadAsync(CancellationToken.None);
        receiver.Received.ShouldBe(new Lsn(300));
    }

    [Fact]
    public async Task A_message_that_is_not_taken_is_the_next_one_still()
    {
        await StartAsync();
        source.Say(Wal.Data([1]), Wal.Data([2]));
        (await receiver.ReadAsync(CancellationToken.None)).TryPeek(out _).ShouldBeTrue();
        await ExpectAsync([1], [2]);
    }

    [Fact]
    public async Task A_source_that_asks_is_told_at_once_how_far_we_are()
    {
        await StartAsync();
        await source.ToldAsync();
        receiver.Confirm(new Lsn(70));
        source.Say(Wal.Data([1], end: 90), Wal.Keepalive(100, asksReply: true), Wal.Data([2]));
        await ExpectAsync([1], [2]);
        var status = await source.ToldAsync();
        status.Length.ShouldBe(39);
        ((char)status[0], BinaryPrimitives.ReadInt32BigEndian(status.AsSpan(1)), (char)status[5], status[38]).ShouldBe(('d', 38, 'r', (byte)0));
        Positions(status).ShouldBe((100UL, 70UL, 70UL));
        var sent = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(BinaryPrimitives.ReadInt64BigEndian(status.AsSpan(30)));
        (DateTimeOffset.UtcNow - sent).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_source_hears_from_us_while_nobody_reads()
    {
        await StartAsync();
        await source.ToldAsync();
        using var stop = new CancellationTokenSource();
        var informing = receiver.KeepInformedAsync(stop.Token);
        receiver.Confirm(new Lsn(7));
        Positions(await source.ToldAsync()).ShouldBe((0UL, 7UL, 7UL));
        receiver.Confirm(new Lsn(8));
        Positions(await source.ToldAsync()).ShouldBe((0UL, 8UL, 8UL));
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(informing);
    }

    [Fact]
    public async Task An_error_in_mid_stream_comes_after_what_was_sent_before_it()
    {
        await StartAsync();
        source.Say(Wal.Data([1]), Wal.Error(PostgresErrorCodes.AdminShutdown, "terminating"), Wal.Message('Z', [(byte)'I']));
        await ExpectAsync([1]);
        var error = await Should.ThrowAsync<PostgresException>(async () => await receiver.ReadAsync(CancellationToken.None));
        (error.SqlState, error.MessageText, error.Severity, error.Detail).ShouldBe((PostgresErrorCodes.AdminShutdown, "terminating", "ERROR", null));
        FaultPolicy.Classify(error).Kind.ShouldBe(FaultKind.Transient);
    }

    [Fact]
    public async Task A_slot_that_is_not_there_is_said_at_the_start()
    {
        source.Say(Wal.Message('N', [0]), Wal.Error(PostgresErrorCodes.UndefinedObject, "no slot"));
        (await Should.ThrowAsync<PostgresException>(() => receiver.StartAsync("s", "p", new Lsn(1), CancellationToken.None)))
            .SqlState.ShouldBe(PostgresErrorCodes.UndefinedObject);
    }

    [Theory]
    [InlineData('c')]
    [InlineData('C')]
    [InlineData('Z')]
    public async Task A_stream_that_the_source_ends_is_a_passing_fault(char type)
    {
        await StartAsync();
        source.Say(Wal.Message(type, []));
        await ShouldEndAsync();
    }

    [Fact]
    public async Task A_connection_that_closes_inside_a_message_is_a_passing_fault()
    {
        await StartAsync();
        source.Say(Wal.Data([1, 2, 3])[..20]);
        source.End();
        await ShouldEndAsync();
    }

    [Fact]
    public async Task What_is_not_of_the_protocol_asks_for_a_person()
    {
        foreach (var nonsense in (byte[][])[Wal.Message('T', [0]), [(byte)'d', 0, 0, 0, 3], [(byte)'d', 0x7F, 0, 0, 0], Wal.Message('d', [(byte)'x', 1]), Wal.Data([])])
        {
            var (other, stream) = Fresh();
            stream.Say(Wal.CopyBoth, nonsense);
            await other.StartAsync("s", "p", new Lsn(1), CancellationToken.None);
            var error = await Should.ThrowAsync<ReplicationProtocolException>(async () => await other.ReadAsync(CancellationToken.None));
            FaultPolicy.Classify(error).Kind.ShouldBe(FaultKind.Halt);
        }
    }

    private static (WalReceiver Receiver, SourceStream Source) Fresh()
    {
        var stream = new SourceStream();
        return (new WalReceiver(stream, new Nap(null, TimeProvider.System), TimeProvider.System), stream);
    }

    private async Task StartAsync()
    {
        source.Say(Wal.CopyBoth);
        await receiver.StartAsync("slot", "publication", new Lsn(100), CancellationToken.None);
    }

    private async Task ShouldEndAsync()
    {
        var error = await Should.ThrowAsync<EndOfStreamException>(async () => await receiver.ReadAsync(CancellationToken.None));
        FaultPolicy.Classify(error).Kind.ShouldBe(FaultKind.Transient);
    }

    private async Task ExpectAsync(params byte[][] expected)
    {
        for (var i = 0; i < expected.Length;)
        {
            var messages = await receiver.ReadAsync(CancellationToken.None);
            while (messages.TryPeek(out var message))
            {
                message.SequenceEqual(expected[i]).ShouldBeTrue($"message {i}");
                messages.Advance();
                i++;
            }
        }
    }

    private static (ulong Written, ulong Flushed, ulong Applied) Positions(byte[] status) => (
        BinaryPrimitives.ReadUInt64BigEndian(status.AsSpan(6)),
        BinaryPrimitives.ReadUInt64BigEndian(status.AsSpan(14)),
        BinaryPrimitives.ReadUInt64BigEndian(status.AsSpan(22)));
}
