using System.Buffers;
using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Applier.Batches;

/// <summary>
/// Rows in COPY's text format: the columns as PostgreSQL printed them, with a tab between and a newline at the end. No value is read on the way.
/// Source: PostgreSQL manual, COPY, "Text Format".
/// </summary>
internal static class CopyText
{
    internal const byte ColumnEnd = (byte)'\t';
    internal const byte RowEnd = (byte)'\n';

    private static readonly SearchValues<byte> Special = SearchValues.Create("\\\t\n\r"u8);

    /// <summary>
    /// Stands where an update left a value in place. It never reaches PostgreSQL, and no value looks like it: of a value's own backslashes each
    /// is doubled.
    /// </summary>
    internal static ReadOnlySpan<byte> Unchanged => "\\U"u8;

    private static ReadOnlySpan<byte> Null => "\\N"u8;

    internal static void Append(ArrayBufferWriter<byte> to, TupleColumn column)
    {
        switch (column.Kind)
        {
            case TupleColumnKind.Null:
                to.Write(Null);
                break;
            case TupleColumnKind.Unchanged:
                to.Write(Unchanged);
                break;
            case TupleColumnKind.Text:
                AppendEscaped(to, column.Bytes.Span);
                break;
            default:
                throw new InvalidOperationException($"A column of kind {column.Kind} has no text.");
        }
    }

    internal static void Append(ArrayBufferWriter<byte> to, byte end)
    {
        to.GetSpan(1)[0] = end;
        to.Advance(1);
    }

    private static void AppendEscaped(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> value)
    {
        for (var special = value.IndexOfAny(Special); special >= 0; special = value.IndexOfAny(Special))
        {
            to.Write(value[..special]);
            to.Write(Escape(value[special]));
            value = value[(special + 1)..];
        }

        to.Write(value);
    }

    private static ReadOnlySpan<byte> Escape(byte special) => special switch
    {
        (byte)'\\' => "\\\\"u8,
        (byte)'\t' => "\\t"u8,
        (byte)'\n' => "\\n"u8,
        _ => "\\r"u8,
    };
}
