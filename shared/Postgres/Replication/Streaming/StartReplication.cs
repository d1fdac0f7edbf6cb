using System.Buffers.Binary;
using System.Text;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Replication.Streaming;

/// <summary>
/// The command that begins the stream: pgoutput, protocol version 1, with logical messages (our markers).
/// Source: PostgreSQL manual, section 55.4 "Streaming Replication Protocol", START_REPLICATION, and 55.5.1 for the plugin's options.
/// </summary>
internal static class StartReplication
{
    internal static byte[] Message(string slot, string publication, Lsn from)
    {
        var command = $"""
            START_REPLICATION SLOT {Identifiers.Quote(slot)} LOGICAL {from} (proto_version '1', messages 'true', publication_names {Identifiers.Literal(Identifiers.Quote(publication))})
            """;
        var message = new byte[5 + Encoding.UTF8.GetByteCount(command) + 1];
        message[0] = (byte)'Q';
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), message.Length - 1);
        Encoding.UTF8.GetBytes(command, message.AsSpan(5));
        return message;
    }
}
