using System.Buffers;
using System.Buffers.Binary;
using BunnyDb.Postgres.Binary;

namespace BunnyDb.Applier.Batches;

/// <summary>Rows of COPY's text format in its binary one. Source: PostgreSQL manual, COPY, "Binary Format".</summary>
internal static class BinaryRows
{
    private const int Null = -1;
    private const short End = -1;

    /// <summary>The signature, no flags, no further header.</summary>
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    private static readonly SearchValues<byte> Marks = SearchValues.Create([CopyText.ColumnEnd, CopyText.RowEnd, CopyText.EscapeMark]);

    /// <param name="text">As <see cref="CopyText"/> wrote it, without a column that was left unchanged.</param>
    /// <param name="value">For values that have to be unescaped.</param>
    /// <returns>False: an encoder left a value to PostgreSQL, and what was written is of no use.</returns>
    internal static bool TryWrite(ReadOnlySpan<byte> text, IReadOnlyList<BinaryEncoder> encoders, RowBuffer to, RowBuffer value)
    {
        to.Append(Header);
        while (text.Length > 0)
        {
            WriteInt16(to, (short)encoders.Count);
            for (var column = 0; column < encoders.Count; column++)
            {
                if (CopyText.IsNull(text))
                {
                    WriteInt32(to, Null);
                    text = text[(CopyText.Null.Length + 1)..];
                }
                else if (!TryWrite(Next(ref text, value), encoders[column], to))
                {
                    return false;
                }
            }
        }

        WriteInt16(to, End);
        return true;
    }

    private static bool TryWrite(ReadOnlySpan<byte> value, BinaryEncoder encoder, RowBuffer to)
    {
        var room = to.Room(sizeof(int) + value.Length + BinaryEncoders.MostMore);
        var length = encoder(value, room[sizeof(int)..]);
        if (length < 0)
        {
            return false;
        }

        BinaryPrimitives.WriteInt32BigEndian(room, length);
        to.Advance(sizeof(int) + length);
        return true;
    }

    /// <summary>Takes the next column's value off, and the mark behind it.</summary>
    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> text, RowBuffer unescaped)
    {
        var end = text.IndexOfAny(Marks);
        if (text[end] != CopyText.EscapeMark)
        {
            var plain = text[..end];
            text = text[(end + 1)..];
            return plain;
        }

        unescaped.Clear();
        for (; text[end] == CopyText.EscapeMark; end = text.IndexOfAny(Marks))
        {
            unescaped.Append(text[..end]);
            unescaped.Append(CopyText.Unescape(text[end + 1]));
            text = text[(end + 2)..];
        }

        unescaped.Append(text[..end]);
        text = text[(end + 1)..];
        return unescaped.Memory.Span;
    }

    private static void WriteInt16(RowBuffer to, short number)
    {
        BinaryPrimitives.WriteInt16BigEndian(to.Room(sizeof(short)), number);
        to.Advance(sizeof(short));
    }

    private static void WriteInt32(RowBuffer to, int number)
    {
        BinaryPrimitives.WriteInt32BigEndian(to.Room(sizeof(int)), number);
        to.Advance(sizeof(int));
    }
}
