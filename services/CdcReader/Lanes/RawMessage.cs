using System.Buffers.Binary;
using BunnyDb.Contracts.Values;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>
/// As much of a raw pgoutput message (protocol version 1) as relaying needs: its type, a transaction's ends, and which relation a change
/// is of. Source: PostgreSQL manual, section 55.9 "Logical Replication Message Formats".
/// </summary>
internal static class RawMessage
{
    internal const byte Begin = (byte)'B';
    internal const byte Commit = (byte)'C';
    internal const byte Relation = (byte)'R';
    internal const byte Insert = (byte)'I';
    internal const byte Update = (byte)'U';
    internal const byte Delete = (byte)'D';
    internal const byte Truncate = (byte)'T';
    internal const byte Logical = (byte)'M';

    internal const int BeginBytes = 21;

    private static readonly DateTimeOffset PostgresEpoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static bool IsChange(byte type) => type is Insert or Update or Delete or Truncate;

    /// <summary>The end LSN of a Commit: the position once the transaction is applied.</summary>
    internal static Lsn CommitEnd(ReadOnlySpan<byte> commit) => new(BinaryPrimitives.ReadUInt64BigEndian(commit[10..]));

    /// <summary>When the transaction of a Begin was committed, by the source's clock.</summary>
    internal static DateTimeOffset CommittedAt(ReadOnlySpan<byte> begin) =>
        PostgresEpoch.AddMicroseconds(BinaryPrimitives.ReadInt64BigEndian(begin[9..]));

    /// <summary>The relation of a Relation message or of an Insert, Update or Delete.</summary>
    internal static uint RelationOf(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt32BigEndian(message[1..]);

    /// <summary>How many relations a Truncate names, and each of them.</summary>
    internal static int TruncatedCount(ReadOnlySpan<byte> truncate) => BinaryPrimitives.ReadInt32BigEndian(truncate[1..]);

    internal static uint Truncated(ReadOnlySpan<byte> truncate, int index) => BinaryPrimitives.ReadUInt32BigEndian(truncate[(6 + (index * 4))..]);

    /// <summary>Ours: a transactional message with the prefix <c>bunnydb</c>. Those of other applications are not relayed.</summary>
    internal static bool IsMarker(ReadOnlySpan<byte> logical) => logical[1] == 1 && logical[10..].StartsWith("bunnydb\0"u8);
}
