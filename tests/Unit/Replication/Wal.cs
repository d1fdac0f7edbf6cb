using System.Buffers.Binary;
using System.Text;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Replication.Streaming;

namespace BunnyDb.Unit.Replication;

/// <summary>Messages of the streaming protocol as a source sends them.</summary>
internal static class Wal
{
    internal static byte[] CopyBoth { get; } = Message('W', [0, 0, 0]);

    internal static byte[] Data(byte[] message, ulong end = 1) => Message('d', [(byte)'w', .. Int64(end), .. Int64(end), .. Int64(0), .. message]);

    internal static byte[] Keepalive(ulong end, bool asksReply = false) => Message('d', [(byte)'k', .. Int64(end), .. Int64(0), asksReply ? (byte)1 : (byte)0]);

    internal static byte[] Error(string sqlState, string text) => Message('E', Encoding.UTF8.GetBytes($"SERROR\0VERROR\0C{sqlState}\0M{text}\0Dsecret\0\0"));

    internal static byte[] Message(char type, byte[] body)
    {
        var message = new byte[5 + body.Length];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), body.Length + 4);
        body.CopyTo(message, 5);
        return message;
    }

    /// <summary>One message of the output plugin that has arrived.</summary>
    internal static WalMessages Arrived(byte[] message)
    {
        var buffer = new ReceiveBuffer();
        var bytes = Data(message).AsSpan();
        while (bytes.Length > 0)
        {
            var room = buffer.Room().Span;
            var piece = bytes[..Math.Min(room.Length, bytes.Length)];
            piece.CopyTo(room);
            buffer.Filled(piece.Length);
            bytes = bytes[piece.Length..];
        }

        return new WalMessages(buffer);
    }

    private static byte[] Int64(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}
