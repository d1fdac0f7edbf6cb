using BunnyDb.Applier.Rows;

namespace BunnyDb.Applier.Batches;

/// <summary>The order of a table's columns in a plan: those of the key first, so that a row's text begins with its key.</summary>
/// <param name="Positions">Of the columns in the source's tuple.</param>
/// <param name="KeyColumns">How many of them are the key; 0: the table has none.</param>
internal sealed record RowLayout(IReadOnlyList<int> Positions, int KeyColumns)
{
    internal static RowLayout Of(TableShape table)
    {
        var key = table.Address is RowAddress.ByKey address ? address.Positions : [];
        var others = Enumerable.Range(0, table.Columns.Count).Where(position => table.Columns[position] is not null && !key.Contains(position));
        return new RowLayout([.. key, .. others], key.Count);
    }
}
