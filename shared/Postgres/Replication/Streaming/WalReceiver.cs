using BunnyDb.Contracts.Values;
using Npgsql.Replication;

namespace BunnyDb.Postgres.Replication.Streaming;

/// <summary>
/// Streams a logical slot over a connection that the driver has signed on, in large pieces. One task reads (<see cref="ReadAsync"/>), another keeps the
/// source informed (<see cref="KeepInformedAsync"/>), also while nobody reads, so that no <c>wal_sender_timeout</c> ends the stream.
/// Throws <see cref="Npgsql.PostgresException"/> for what the source reports, <see cref="IOException"/> when it is gone.
/// </summary>
public sealed class WalReceiver
{
    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(1);

    /// <summary>A source that says nothing for so long, though it was asked to, is away.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(60);

    private readonly Stream stream;
    private readonly TimeProvider time;
    private readonly ReceiveBuffer buffer = new();
    private readonly WalMessages messages;
    private readonly Backlog backlog;
    private readonly Nap nap;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly byte[] status = new byte[StandbyStatus.Bytes];
    private ulong durable;
    private long readingSince;
    private long bytesSinceNap;
    private long takenBeforeNap;
    private bool isNapDue;

    internal WalReceiver(Stream stream, Nap nap, TimeProvider time)
    {
        (this.stream, this.nap, this.time) = (stream, nap, time);
        (messages, backlog) = (new WalMessages(buffer), new Backlog(time));
    }

    /// <summary>How far the source has come in sending; every transaction of ours that ends at or before it was taken from <see cref="ReadAsync"/>.</summary>
    public Lsn Received => messages.Received;

    /// <summary>The source has had more to send than we take, for a while: changes may wait for company without anybody noticing.</summary>
    public bool IsBehind => backlog.IsLasting;

    /// <summary>Begins to stream what was committed at or after <paramref name="from"/>. The connection speaks only through this from now on, and closes it.</summary>
    public static async Task<WalReceiver> StartAsync(
        LogicalReplicationConnection connection, string slot, string publication, Lsn from, TimeProvider time, CancellationToken ct)
    {
        var (stream, socket) = ReplicationTransport.Of(connection);
        ReceiveWindow.Fit(socket);
        var receiver = new WalReceiver(stream, new Nap(socket, time), time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(SilenceMax);
        try
        {
            await receiver.StartAsync(slot, publication, from, patience.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"The source did not begin to stream within {SilenceMax.TotalSeconds:0} s.", e);
        }

        return receiver;
    }

    internal async Task StartAsync(string slot, string publication, Lsn from, CancellationToken ct)
    {
        await WriteAsync(StartReplication.Message(slot, publication, from), ct);
        while (!HasStarted())
        {
            await ReceiveAsync(ct);
        }
    }

    /// <summary>Tells the source, with the next status, what it need not keep for us.</summary>
    public void Confirm(Lsn position) => Volatile.Write(ref durable, position.Value);

    /// <summary>What has arrived: at least one message that is not taken. Always the same object; take what it has before reading on.</summary>
    public async ValueTask<WalMessages> ReadAsync(CancellationToken ct)
    {
        while (!messages.TryPeek(out _))
        {
            if (!buffer.TryPeek(out var type, out var body))
            {
                await ReceiveAsync(ct);
            }
            else if (TakeControl(type, body))
            {
                await TellAsync(asksReply: false, ct);
            }
        }

        return messages;
    }

    /// <summary>Tells the source every second how far we are, until the token is cancelled.</summary>
    /// <exception cref="TimeoutException">The source is silent.</exception>
    public async Task KeepInformedAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(StatusEvery, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            // Counts only while we read: a destination that keeps us from reading says nothing of the source.
            var since = Volatile.Read(ref readingSince);
            var silence = since == 0 ? TimeSpan.Zero : time.GetElapsedTime(since);
            if (silence > SilenceMax)
            {
                throw new TimeoutException($"The source has said nothing for {silence.TotalSeconds:0} s.");
            }

            await TellAsync(asksReply: silence > SilenceMax / 2, ct);
        }
    }

    private async ValueTask ReceiveAsync(CancellationToken ct)
    {
        if (isNapDue)
        {
            await nap.TakeAsync(Nap.Length(bytesSinceNap, messages.Taken - takenBeforeNap), ct);
            (bytesSinceNap, takenBeforeNap) = (0, messages.Taken);
            backlog.Restart();
        }

        Volatile.Write(ref readingSince, time.GetTimestamp());
        var reading = stream.ReadAsync(buffer.Room(), ct);
        var waits = !reading.IsCompleted;
        var count = await reading;
        Volatile.Write(ref readingSince, 0);
        buffer.Filled(count > 0 ? count : throw new EndOfStreamException("The source closed the connection."));
        bytesSinceNap += count;
        isNapDue = backlog.Read(count, waits);
    }

    private bool HasStarted()
    {
        while (buffer.TryPeek(out var type, out var body))
        {
            if (type == BackendMessage.CopyBothResponse)
            {
                buffer.Advance();
                return true;
            }

            TakeControl(type, body);
        }

        return false;
    }

    /// <summary>Takes a message that is not WAL. True: the source wants to hear from us at once.</summary>
    private bool TakeControl(byte type, ReadOnlySpan<byte> body)
    {
        buffer.Advance();
        switch (type)
        {
            case BackendMessage.CopyData when body is [BackendMessage.Keepalive, .. { Length: 17 } keepalive]:
                messages.Reached(WalMessages.ReadLsn(keepalive));
                return keepalive[16] == 1;
            case BackendMessage.NoticeResponse or BackendMessage.ParameterStatus:
                return false;
            case BackendMessage.ErrorResponse:
                throw ServerError.Read(body);
            case BackendMessage.CopyDone or BackendMessage.CommandComplete or BackendMessage.ReadyForQuery:
                throw new EndOfStreamException("The source ended the stream.");
            default:
                throw new ReplicationProtocolException($"The source sent a message of the unexpected type 0x{type:X2}.");
        }
    }

    private async Task TellAsync(bool asksReply, CancellationToken ct)
    {
        await writing.WaitAsync(ct);
        try
        {
            StandbyStatus.Write(status, Received, new Lsn(Volatile.Read(ref durable)), time.GetUtcNow(), asksReply);
            await stream.WriteAsync(status, ct);
            await stream.FlushAsync(ct);
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task WriteAsync(byte[] message, CancellationToken ct)
    {
        await stream.WriteAsync(message, ct);
        await stream.FlushAsync(ct);
    }
}
