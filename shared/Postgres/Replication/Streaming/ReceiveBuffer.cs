using System.Buffers.Binary;

namespace BunnyDb.Postgres.Replication.Streaming;

/// <summary>
/// Bytes as they came from the source, cut into the protocol's messages: type (1 byte), length (4, big-endian, itself included), body. Grows for
/// a message that is larger than it, and shrinks again after it.
/// </summary>
internal sealed class ReceiveBuffer
{
    /// <summary>Large enough that a system call carries a thousand changes, small enough to stay in the processor's cache and for a hundred lanes.</summary>
    internal const int Bytes = 256 * 1024;

    private const int HeaderBytes = 5;

    /// <summary>PostgreSQL makes no message larger than a value may be: 1 GB.</summary>
    private const int MessageBytesMax = 1024 * 1024 * 1024;

    private byte[] buffer = new byte[Bytes];
    private int start;
    private int end;
    private int peeked;

    /// <summary>The next message, if the whole of it is here. It stays the next one until <see cref="Advance"/>, and valid until <see cref="Room"/>.</summary>
    internal bool TryPeek(out byte type, out ReadOnlySpan<byte> body)
    {
        var unread = buffer.AsSpan(start, end - start);
        if (unread.Length < HeaderBytes || unread.Length < (peeked = MessageBytes(unread)))
        {
            type = 0;
            body = default;
            return false;
        }

        type = unread[0];
        body = unread[HeaderBytes..peeked];
        return true;
    }

    /// <summary>Goes beyond the message that was peeked at last.</summary>
    internal void Advance() => start += peeked;

    /// <summary>Where to put what comes next, never empty once every whole message was advanced over; <see cref="Filled"/> says how much came.</summary>
    internal Memory<byte> Room()
    {
        var unread = buffer.AsSpan(start, end - start);
        var needed = unread.Length < HeaderBytes ? Bytes : Math.Max(Bytes, MessageBytes(unread));
        var roomy = needed == buffer.Length ? buffer : GC.AllocateUninitializedArray<byte>(needed);
        unread.CopyTo(roomy);
        (buffer, start, end) = (roomy, 0, unread.Length);
        return buffer.AsMemory(end);
    }

    internal void Filled(int bytes) => end += bytes;

    private static int MessageBytes(ReadOnlySpan<byte> message)
    {
        var bytes = 1L + BinaryPrimitives.ReadInt32BigEndian(message[1..]);
        return bytes is >= HeaderBytes and <= MessageBytesMax
            ? (int)bytes
            : throw new ReplicationProtocolException($"The source sent a message of type 0x{message[0]:X2} and the impossible length {bytes}.");
    }
}
