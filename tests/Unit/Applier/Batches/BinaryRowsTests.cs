using System.Text;
using BunnyDb.Applier.Batches;
using BunnyDb.Postgres.Binary;
using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Unit.Applier.Batches;

/// <summary>Rows in COPY's text format become rows in its binary one, value by value as they were.</summary>
public sealed class BinaryRowsTests
{
    private const uint Int4 = 23;
    private const uint Text = 25;

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("tab\tnew line\nreturn\rbackslash\\")]
    [InlineData("\\N")]
    [InlineData("\\")]
    [InlineData("ä €")]
    public void A_text_arrives_as_it_is(string value) => Values(Rows([value, "7"]), Text, Int4).ShouldBe([[value, "\0\0\0\a"]]);

    [Fact]
    public void A_null_is_told_from_an_empty_text() => Values(Rows([null, null], ["", "1"]), Text, Int4).ShouldBe([[null, null], ["", "\0\0\0\x1"]]);

    [Fact]
    public void One_value_that_is_left_to_PostgreSQL_leaves_all_to_it()
    {
        using var to = new RowBuffer();
        using var value = new RowBuffer();
        BinaryRows.TryWrite(Rows(["1"], ["one"]), [BinaryEncoders.Of(Int4)!], to, value).ShouldBeFalse();
    }

    private static byte[] Rows(params string?[][] rows)
    {
        using var text = new RowBuffer();
        foreach (var row in rows)
        {
            for (var at = 0; at < row.Length; at++)
            {
                CopyText.Append(text, row[at] is { } value
                    ? new TupleColumn(TupleColumnKind.Text, Encoding.UTF8.GetBytes(value)) : new TupleColumn(TupleColumnKind.Null, default));
                text.Append(at == row.Length - 1 ? CopyText.RowEnd : CopyText.ColumnEnd);
            }
        }

        return text.Memory.ToArray();
    }

    /// <summary>As the manual describes the format: signature, flags, header extension; a row: columns, and for each its length and bytes; -1 at the end.</summary>
    private static List<string?[]> Values(byte[] text, params uint[] types)
    {
        using var to = new RowBuffer();
        using var value = new RowBuffer();
        BinaryRows.TryWrite(text, [.. types.Select(type => BinaryEncoders.Of(type)!)], to, value).ShouldBeTrue();
        var binary = to.Memory.Span;
        binary[..11].SequenceEqual((byte[])[.. "PGCOPY\n"u8, 255, 13, 10, 0]).ShouldBeTrue();
        Int32(binary[11..]).ShouldBe(0);
        Int32(binary[15..]).ShouldBe(0);
        binary = binary[19..];
        var rows = new List<string?[]>();
        while (System.Buffers.Binary.BinaryPrimitives.ReadInt16BigEndian(binary) is var columns and >= 0)
        {
            binary = binary[2..];
            var row = new string?[columns];
            for (var at = 0; at < columns; at++)
            {
                var length = Int32(binary);
                row[at] = length < 0 ? null : Encoding.UTF8.GetString(binary.Slice(4, length));
                binary = binary[(4 + Math.Max(length, 0))..];
            }

            rows.Add(row);
        }

        binary.Length.ShouldBe(2);
        return rows;
    }

    private static int Int32(ReadOnlySpan<byte> at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(at);
}
