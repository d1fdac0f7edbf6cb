using System.Buffers.Binary;
using BunnyDb.Postgres.Copy;

namespace BunnyDb.Unit.SnapshotWorker;

public sealed class RowCounterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100_000)]
    public void Binary_rows_are_counted_wherever_the_stream_is_cut(int pieceBytes)
    {
        byte[] stream = [.. Header(extension: 5), .. Row("ab", null, ""), .. Row(), .. Row(new string('x', 1000), "PGCOPY\n", null), .. Trailer];
        Count(isBinary: true, stream, pieceBytes).ShouldBe(3);
    }

    [Fact]
    public void A_binary_stream_without_rows_counts_none() => Count(isBinary: true, [.. Header(extension: 0), .. Trailer], 4).ShouldBe(0);

    [Fact]
    public void Bytes_after_the_end_of_a_binary_stream_are_refused() =>
        Should.Throw<InvalidDataException>(() => Count(isBinary: true, [.. Header(extension: 0), .. Trailer, 0], 100));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1000)]
    public void Text_rows_end_with_a_newline(int pieceBytes) => Count(isBinary: false, "a\tb\\nc\n\\N\t\n\n"u8.ToArray(), pieceBytes).ShouldBe(3);

    private static readonly byte[] Trailer = [0xFF, 0xFF];

    private static long Count(bool isBinary, byte[] stream, int pieceBytes)
    {
        var counter = RowCounter.For(isBinary);
        foreach (var piece in stream.Chunk(pieceBytes))
        {
            counter.Add(piece);
        }

        return counter.Rows;
    }

    private static byte[] Header(int extension) => [.. "PGCOPY\n"u8, 0xFF, 0x0D, 0x0A, 0, 0, 0, 0, 0, .. Number(extension), .. new byte[extension]];

    private static byte[] Row(params string?[] fields)
    {
        byte[] count = [0, (byte)fields.Length];
        return [.. count, .. fields.SelectMany(field => field is null ? Number(-1) : [.. Number(field.Length), .. System.Text.Encoding.ASCII.GetBytes(field)])];
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
