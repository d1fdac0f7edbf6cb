using System.Buffers.Binary;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Replication.Streaming;

/// <summary>
/// What a receiver tells the source: how far it has received, and how far it needs nothing any more.
/// Source: PostgreSQL manual, section 55.4 "Streaming Replication Protocol", "Standby status update".
/// </summary>
internal static class StandbyStatus
{
    /// <summary>A CopyData message: header (5), type (1), written, flushed, applied and time (8 each), whether a reply is wanted (1).</summary>
    internal const int Bytes = 39;

    private static readonly DateTimeOffset PostgresEpoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="received">Shown by the source as written.</param>
    /// <param name="durable">Flushed and applied: the slot is confirmed up to here.</param>
    internal static void Write(Span<byte> message, Lsn received, Lsn durable, DateTimeOffset now, bool asksReply)
    {
        message[0] = (byte)'d';
        BinaryPrimitives.WriteInt32BigEndian(message[1..], Bytes - 1);
        message[5] = (byte)'r';
        BinaryPrimitives.WriteUInt64BigEndian(message[6..], received.Value);
        BinaryPrimitives.WriteUInt64BigEndian(message[14..], durable.Value);
        BinaryPrimitives.WriteUInt64BigEndian(message[22..], durable.Value);
        BinaryPrimitives.WriteInt64BigEndian(message[30..], (now - PostgresEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        message[38] = asksReply ? (byte)1 : (byte)0;
    }
}
