using System.Buffers.Binary;
using System.Text;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Unit.CdcReader;

/// <summary>pgoutput messages as the source sends them, as far as the reader looks into them.</summary>
internal static class RawMessages
{
    internal static readonly DateTimeOffset Committed = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    internal static byte[] Begin(DateTimeOffset? committedAt = null)
    {
        var message = new byte[21];
        message[0] = (byte)'B';
        var microseconds = ((committedAt ?? Committed) - new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)).Ticks / 10;
        BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(9), microseconds);
        return message;
    }

    internal static byte[] Commit(Lsn end)
    {
        var message = new byte[26];
        message[0] = (byte)'C';
        BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(10), end.Value);
        return message;
    }

    internal static byte[] Relation(uint id, string text = "") => [(byte)'R', .. Id(id), .. Encoding.UTF8.GetBytes(text)];

    internal static byte[] Insert(uint relation, int bytes = 20) => [(byte)'I', .. Id(relation), .. new byte[bytes]];

    internal static byte[] Truncate(params uint[] relations) =>
        [(byte)'T', .. Id((uint)relations.Length), 0, .. relations.SelectMany(Id)];

    internal static byte[] Logical(string prefix, bool isTransactional = true) =>
        [(byte)'M', isTransactional ? (byte)1 : (byte)0, .. new byte[8], .. Encoding.UTF8.GetBytes(prefix), 0, 0, 0, 0, 0];

    /// <summary>The messages, each after its length.</summary>
    internal static byte[] Frames(params byte[][] messages)
    {
        var frames = new MemoryStream();
        foreach (var message in messages)
        {
            frames.Write(Id((uint)message.Length));
            frames.Write(message);
        }

        return frames.ToArray();
    }

    private static byte[] Id(uint id)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, id);
        return bytes;
    }
}
