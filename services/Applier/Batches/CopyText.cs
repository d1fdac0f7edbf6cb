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
    internal const byte EscapeMark = (byte)'\\';

    private static readonly SearchValues<byte> Special = SearchValues.Create("\\\t\n\r"u8);

    /// <summary>
    /// Stands where an update left a value in place. It never reaches PostgreSQL, and no value looks like it: of a value's own backslashes each
    /// is doubled.
    /// </summary>
    internal static ReadOnlySpan<byte> Unchanged => "\\U"u8;

    internal static ReadOnlySpan<byte> Null => "\\N"u8;

    /// <summary>The next column of the text is NULL: of a value that begins so the backslash is doubled.</summary>
    internal static bool IsNull(ReadOnlySpan<byte> text) => text.StartsWith(Null);

    /// <summary>The letter that stands for a special one behind <see cref="EscapeMark"/>, turned back.</summary>
    internal static byte Unescape(byte letter) => letter switch
    {
        (byte)'t' => (byte)'\t',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        _ => letter,
    };

    internal static void Append(RowBuffer to, TupleColumn column)
    {
        switch (column.Kind)
        {
            case TupleColumnKind.Null:
                to.Append(Null);
                break;
            case TupleColumnKind.Unchanged:
                to.Append(Unchanged);
                break;
            case TupleColumnKind.Text:
                AppendEscaped(to, column.Bytes.Span);
                break;
            default:
                throw new InvalidOperationException($"A column of kind {column.Kind} has no text.");
        }
    }

    private static void AppendEscaped(RowBuffer to, ReadOnlySpan<byte> value)
    {
        for (var special = value.IndexOfAny(Special); special >= 0; special = value.IndexOfAny(Special))
        {
            to.Append(value[..special]);
            to.Append(Escape(value[special]));
            value = value[(special + 1)..];
        }

        to.Append(value);
    }

    private static ReadOnlySpan<byte> Escape(byte special) => special switch
    {
        (byte)'\\' => "\\\\"u8,
        (byte)'\t' => "\\t"u8,
        (byte)'\n' => "\\n"u8,
        _ => "\\r"u8,
    };
}
