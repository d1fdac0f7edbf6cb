using System.Buffers;

namespace BunnyDb.Applier.Batches;

/// <summary>
/// Rows in one of COPY's formats, one after another, in memory that goes back to a pool: a busy lane fills megabytes of it many times a second. A pool
/// of its own, which keeps two arrays of a size; the shared one keeps some for every thread that ever returned one.
/// </summary>
internal sealed class RowBuffer : IDisposable
{
    private const int FirstBytes = 64 * 1024;

    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(maxArrayLength: 16 * 1024 * 1024, maxArraysPerBucket: 2);

    private byte[] bytes = Pool.Rent(FirstBytes);

    internal int Length { get; private set; }

    internal ReadOnlyMemory<byte> Memory => bytes.AsMemory(0, Length);

    internal ReadOnlySpan<byte> this[int start, int length] => bytes.AsSpan(start, length);

    internal void Append(byte one)
    {
        EnsureRoom(1);
        bytes[Length++] = one;
    }

    /// <param name="text">Not of this very text: making room may move it.</param>
    internal void Append(ReadOnlySpan<byte> text)
    {
        EnsureRoom(text.Length);
        text.CopyTo(bytes.AsSpan(Length));
        Length += text.Length;
    }

    /// <summary>Room to write into; <see cref="Advance"/> says how much of it was.</summary>
    internal Span<byte> Room(int most)
    {
        EnsureRoom(most);
        return bytes.AsSpan(Length, most);
    }

    internal void Advance(int written) => Length += written;

    /// <summary>Repeats a stretch of this text at its end.</summary>
    internal void AppendOwn(int start, int length)
    {
        EnsureRoom(length);
        bytes.AsSpan(start, length).CopyTo(bytes.AsSpan(Length));
        Length += length;
    }

    internal void Clear() => Length = 0;

    public void Dispose()
    {
        Pool.Return(bytes);
        bytes = [];
    }

    private void EnsureRoom(int more)
    {
        if (bytes.Length - Length >= more)
        {
            return;
        }

        var larger = Pool.Rent(Math.Max(checked(Length + more), Math.Min(bytes.Length, Array.MaxLength / 2) * 2));
        bytes.AsSpan(0, Length).CopyTo(larger);
        Pool.Return(bytes);
        bytes = larger;
    }
}
