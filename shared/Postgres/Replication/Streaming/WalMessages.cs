using System.Buffers.Binary;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Replication.Streaming;

/// <summary>What has arrived of the stream.</summary>
public sealed class WalMessages : IWalMessages
{
    private readonly ReceiveBuffer buffer;
    private ulong received;
    private Lsn peekedEnd;

    internal WalMessages(ReceiveBuffer buffer) => this.buffer = buffer;

    /// <summary>How many were advanced over.</summary>
    internal long Taken { get; private set; }

    /// <summary>
    /// How far the source has come in sending. Every transaction of ours that ends at or before it was advanced over: a message counts only then, and
    /// a keepalive only once everything before it has been.
    /// </summary>
    public Lsn Received => new(Volatile.Read(ref received));

    /// <summary>The output plugin's next message; false: what has arrived is at its end. Valid until the next read.</summary>
    public bool TryPeek(out ReadOnlySpan<byte> message)
    {
        message = default;
        if (!buffer.TryPeek(out var type, out var body) || type != BackendMessage.CopyData || body.IsEmpty || body[0] != BackendMessage.WalData)
        {
            return false;
        }

        if (body.Length <= BackendMessage.WalDataHeaderBytes)
        {
            throw new ReplicationProtocolException("The source sent a piece of WAL without content.");
        }

        peekedEnd = Lsn.Max(ReadLsn(body[1..]), ReadLsn(body[9..]));
        message = body[BackendMessage.WalDataHeaderBytes..];
        return true;
    }

    /// <summary>The message that was peeked at is taken.</summary>
    public void Advance()
    {
        buffer.Advance();
        Taken++;
        Reached(peekedEnd);
    }

    internal void Reached(Lsn end)
    {
        if (end > Received)
        {
            Volatile.Write(ref received, end.Value);
        }
    }

    internal static Lsn ReadLsn(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes));
}
