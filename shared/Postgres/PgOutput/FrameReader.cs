using System.Buffers.Binary;

namespace BunnyDb.Postgres.PgOutput;

/// <summary>Walks the frames of a batch: each a length of 4 bytes, big-endian, and a message of that many.</summary>
public struct FrameReader(ReadOnlyMemory<byte> frames)
{
    private const int LengthBytes = 4;

    /// <summary>Where the next frame starts.</summary>
    public int Offset { get; private set; }

    /// <summary>False at the end.</summary>
    /// <exception cref="PgOutputException">The last frame is cut off, or empty.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> message)
    {
        message = default;
        if (Offset == frames.Length)
        {
            return false;
        }

        var rest = frames[Offset..];
        if (rest.Length < LengthBytes)
        {
            throw new PgOutputException("A batch ends inside the length of a frame.");
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(rest.Span);
        if (length <= 0 || length > rest.Length - LengthBytes)
        {
            throw new PgOutputException($"A frame of {length} bytes does not fit into its batch.");
        }

        message = rest.Slice(LengthBytes, length);
        Offset += LengthBytes + length;
        return true;
    }
}
