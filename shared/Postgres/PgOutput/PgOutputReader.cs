using System.Buffers.Binary;
using System.Text;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.PgOutput;

/// <summary>The field types of the replication protocol, read one after another; everything is big-endian.</summary>
internal ref struct PgOutputReader(ReadOnlyMemory<byte> frame)
{
    private static readonly DateTimeOffset PostgresEpoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private int at;

    public byte Byte() => Take(1)[0];

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public Lsn Lsn() => new(BinaryPrimitives.ReadUInt64BigEndian(Take(8)));

    /// <summary>Microseconds since the beginning of 2000.</summary>
    public DateTimeOffset Time() => PostgresEpoch.AddMicroseconds(BinaryPrimitives.ReadInt64BigEndian(Take(8)));

    /// <summary>A string that ends with a zero byte.</summary>
    public string Text()
    {
        var length = frame.Span[at..].IndexOf((byte)0);
        if (length < 0)
        {
            throw Truncated();
        }

        var text = Encoding.UTF8.GetString(Take(length));
        at++;
        return text;
    }

    public ReadOnlyMemory<byte> Bytes(int length)
    {
        Take(length);
        return frame.Slice(at - length, length);
    }

    public TupleColumn[] Tuple()
    {
        var columns = new TupleColumn[Int16()];
        for (var i = 0; i < columns.Length; i++)
        {
            var kind = (TupleColumnKind)Byte();
            columns[i] = kind switch
            {
                TupleColumnKind.Null or TupleColumnKind.Unchanged => new TupleColumn(kind, default),
                TupleColumnKind.Text or TupleColumnKind.Binary => new TupleColumn(kind, Bytes(Int32())),
                _ => throw new PgOutputException($"pgoutput sent a column of the unknown kind 0x{(byte)kind:X2}."),
            };
        }

        return columns;
    }

    public void Expect(char kind)
    {
        var found = Byte();
        if (found != kind)
        {
            throw new PgOutputException($"pgoutput sent 0x{found:X2} where '{kind}' must be.");
        }
    }

    /// <summary>The message must be read to its end: bytes left over mean that it is not what we take it for.</summary>
    public readonly void End()
    {
        if (at != frame.Length)
        {
            throw new PgOutputException($"A pgoutput message has {frame.Length - at} bytes more than its content.");
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > frame.Length - at)
        {
            throw Truncated();
        }

        var taken = frame.Span.Slice(at, length);
        at += length;
        return taken;
    }

    private static PgOutputException Truncated() => new("A pgoutput message ends before its content does.");
}
