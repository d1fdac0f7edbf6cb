using System.Buffers.Text;

namespace BunnyDb.Applier.Batches;

/// <summary>Between which whole numbers the keys of a set lie, both among them.</summary>
internal readonly record struct KeyRange(long Least, long Most)
{
    /// <summary>For fewer rows it makes no difference.</summary>
    internal const int FewestRows = 1_000;

    /// <summary>
    /// Null: too few rows, a key that is not read as a number, or keys that are not every second number of their range at least. So the range has
    /// at most as many rows again as are wanted of it, however large the table is.
    /// </summary>
    /// <param name="rows">In COPY's text format, the key first.</param>
    internal static KeyRange? DenseOf(ReadOnlySpan<byte> rows, int count)
    {
        if (count < FewestRows)
        {
            return null;
        }

        var (least, most) = (long.MaxValue, long.MinValue);
        while (rows.Length > 0)
        {
            if (!Utf8Parser.TryParse(rows, out long key, out var length) || rows[length] is not (CopyText.ColumnEnd or CopyText.RowEnd))
            {
                return null;
            }

            (least, most) = (Math.Min(least, key), Math.Max(most, key));
            rows = rows[(rows.IndexOf(CopyText.RowEnd) + 1)..];
        }

        return (Int128)most - least < 2 * (Int128)count ? new KeyRange(least, most) : null;
    }
}
