using System.Buffers.Binary;
using System.Text;

namespace BunnyDb.Unit.PgOutput;

/// <summary>Writes the protocol's fields, for messages made by hand.</summary>
internal sealed class Wire
{
    private readonly MemoryStream bytes = new();

    internal static Wire Of(char type) => new Wire().Byte((byte)type);

    internal ReadOnlyMemory<byte> Bytes => bytes.ToArray();

    internal Wire Byte(byte value)
    {
        bytes.WriteByte(value);
        return this;
    }

    internal Wire Letter(char value) => Byte((byte)value);

    internal Wire Int16(short value)
    {
        Span<byte> field = stackalloc byte[2];
        BinaryPrimitives.WriteInt16BigEndian(field, value);
        bytes.Write(field);
        return this;
    }

    internal Wire Int32(int value)
    {
        Span<byte> field = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(field, value);
        bytes.Write(field);
        return this;
    }

    internal Wire Int64(long value)
    {
        Span<byte> field = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(field, value);
        bytes.Write(field);
        return this;
    }

    internal Wire Text(string value)
    {
        bytes.Write(Encoding.UTF8.GetBytes(value));
        return Byte(0);
    }

    internal Wire Raw(ReadOnlySpan<byte> value)
    {
        bytes.Write(value);
        return this;
    }

    /// <summary>A tuple: null is NULL, "\u0001" an unchanged value, everything else text.</summary>
    internal Wire Tuple(params string?[] columns)
    {
        Int16((short)columns.Length);
        foreach (var column in columns)
        {
            switch (column)
            {
                case null:
                    Letter('n');
                    break;
                case "\u0001":
                    Letter('u');
                    break;
                default:
                    var text = Encoding.UTF8.GetBytes(column);
                    Letter('t').Int32(text.Length).Raw(text);
                    break;
            }
        }

        return this;
    }

    internal static Wire Begin(long finalLsn) => Of('B').Int64(finalLsn).Int64(0).Int32(7);

    internal static Wire Commit(long endLsn) => Of('C').Byte(0).Int64(endLsn - 1).Int64(endLsn).Int64(0);

    internal static Wire Relation(int id, string table, char identity, params (string Name, bool IsKey)[] columns)
    {
        var wire = Of('R').Int32(id).Text("public").Text(table).Letter(identity).Int16((short)columns.Length);
        foreach (var (name, isKey) in columns)
        {
            wire.Byte(isKey ? (byte)1 : (byte)0).Text(name).Int32(25).Int32(-1);
        }

        return wire;
    }

    internal static Wire Insert(int relation, params string?[] columns) => Of('I').Int32(relation).Letter('N').Tuple(columns);

    internal static Wire Marker(string content) => Of('M').Byte(1).Int64(1).Text("bunnydb").Int32(Encoding.UTF8.GetByteCount(content)).Raw(Encoding.UTF8.GetBytes(content));

    /// <summary>Messages as a batch holds them.</summary>
    internal static ReadOnlyMemory<byte> Frames(params Wire[] messages)
    {
        var frames = new Wire();
        foreach (var message in messages)
        {
            frames.Int32(message.Bytes.Length).Raw(message.Bytes.Span);
        }

        return frames.Bytes;
    }
}
