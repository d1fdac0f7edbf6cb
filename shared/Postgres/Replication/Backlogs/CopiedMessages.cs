using System.Buffers.Binary;

namespace BunnyDb.Postgres.Replication.Backlogs;

/// <summary>
/// Messages as the rows of a COPY in binary format with one column. Grows for a row that is larger than it, and shrinks again after it.
/// Source: PostgreSQL manual, COPY, "Binary Format".
/// </summary>
internal sealed class CopiedMessages : IWalMessages
{
    internal const int Bytes = 256 * 1024;

    /// <summary>Signature (11 bytes), flags and the length of an extension, which is none (4 each).</summary>
    private const int HeaderBytes = 19;

    /// <summary>The number of columns (2 bytes) and the value's length (4).</summary>
    private const int RowHeaderBytes = 6;

    private const int LengthOffset = 2;
    private const short Trailer = -1;

    private byte[] buffer = new byte[Bytes];
    private int start;
    private int end;
    private bool isBegun;

    public bool TryPeek(out ReadOnlySpan<byte> message)
    {
        var unread = buffer.AsSpan(start, end - start);
        var row = RowBytes(unread);
        message = row is 0 || unread.Length < row ? default : unread[RowHeaderBytes..row];
        return !message.IsEmpty;
    }

    public void Advance() => start += RowBytes(buffer.AsSpan(start, end - start));

    /// <summary>Where to put what comes next, never empty once every whole row was advanced over; <see cref="Filled"/> says how much came.</summary>
    internal Memory<byte> Room()
    {
        var unread = buffer.AsSpan(start, end - start);
        var needed = Math.Max(Bytes, RowBytes(unread));
        var roomy = needed == buffer.Length ? buffer : GC.AllocateUninitializedArray<byte>(needed);
        unread.CopyTo(roomy);
        (buffer, start, end) = (roomy, 0, unread.Length);
        return buffer.AsMemory(end);
    }

    internal void Filled(int bytes)
    {
        end += bytes;
        if (!isBegun && end >= HeaderBytes)
        {
            (isBegun, start) = (true, HeaderBytes);
        }
    }

    /// <summary>The next row's length with its header, as far as that is here; 0: not even the header is, or there are no more rows.</summary>
    private int RowBytes(ReadOnlySpan<byte> unread)
    {
        if (!isBegun || unread.Length < RowHeaderBytes || BinaryPrimitives.ReadInt16BigEndian(unread) == Trailer)
        {
            return 0;
        }

        return checked(RowHeaderBytes + BinaryPrimitives.ReadInt32BigEndian(unread[LengthOffset..]));
    }
}
