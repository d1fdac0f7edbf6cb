using System.Buffers.Binary;
using BunnyDb.Contracts.Values;

namespace BunnyDb.ChangeStream.RabbitMq;

/// <summary>
/// A batch as the body of a message, integers big-endian: format (1 byte), lane (16), epoch (8), sequence (8), follows (8), last (8),
/// ends inside a transaction (1), then the frames.
/// </summary>
internal static class BatchBody
{
    internal const int PrefixBytes = 50;

    private const byte Format = 1;

    internal static int BytesOf(ChangeBatch batch) => PrefixBytes + batch.Frames.Length;

    internal static void Write(ChangeBatch batch, Span<byte> body)
    {
        body[0] = Format;
        batch.Lane.Value.TryWriteBytes(body[1..17]);
        BinaryPrimitives.WriteInt64BigEndian(body[17..], batch.Epoch);
        BinaryPrimitives.WriteInt64BigEndian(body[25..], batch.Sequence);
        BinaryPrimitives.WriteUInt64BigEndian(body[33..], batch.Follows.Value);
        BinaryPrimitives.WriteUInt64BigEndian(body[41..], batch.Last.Value);
        body[49] = batch.EndsInsideTransaction ? (byte)1 : (byte)0;
        batch.Frames.Span.CopyTo(body[PrefixBytes..]);
    }

    /// <summary>The batch whose frames are a part of <paramref name="body"/>.</summary>
    /// <exception cref="ChangeStreamException">The body is not one of ours, or of another version.</exception>
    internal static ChangeBatch Read(ReadOnlyMemory<byte> body)
    {
        var prefix = body.Span;
        if (prefix.Length < PrefixBytes || prefix[0] != Format)
        {
            throw new ChangeStreamException("The queue holds a message that is no batch of this version of BunnyDb.");
        }

        return new ChangeBatch(
            new LaneId(new Guid(prefix[1..17])),
            BinaryPrimitives.ReadInt64BigEndian(prefix[17..]),
            BinaryPrimitives.ReadInt64BigEndian(prefix[25..]),
            new Lsn(BinaryPrimitives.ReadUInt64BigEndian(prefix[33..])),
            new Lsn(BinaryPrimitives.ReadUInt64BigEndian(prefix[41..])),
            prefix[49] == 1,
            body[PrefixBytes..]);
    }
}
