using BunnyDb.Postgres.Schema;
using BunnyDb.Postgres.Swaps;
using Npgsql;

namespace BunnyDb.Applier.Cutover;

/// <summary>
/// A shadow was made with its live table's columns. Both follow the source's added columns on their own lane; whatever somebody else did to the live table
/// in the meantime would be lost with it.
/// </summary>
internal static class SameColumns
{
    /// <summary>Null: readers find the same columns after the swap, in the same order.</summary>
    internal static async Task<string?> FirstDifferenceAsync(IReadOnlyList<SwapPair> pairs, NpgsqlConnection destination, CancellationToken ct)
    {
        var tables = await SchemaReader.ReadTablesAsync(destination, pairs.SelectMany(pair => new[] { pair.Live, pair.Shadow!.Value }), ct);
        foreach (var pair in pairs)
        {
            if (!tables.TryGetValue(pair.Live, out var live) || !tables.TryGetValue(pair.Shadow!.Value, out var shadow))
            {
                return $"{pair.Live} or its shadow is gone.";
            }

            if (!live.Columns.Select(Told).SequenceEqual(shadow.Columns.Select(Told)))
            {
                return $"The columns of {pair.Live} were changed since its shadow was made.";
            }
        }

        return null;
    }

    private static (string Name, string Type, string? Collation, bool IsNotNull, bool IsGenerated, string? Default) Told(ColumnShape column) =>
        (column.Name, column.Type.Declaration, column.Collation, column.IsNotNull, column.IsGenerated, column.Default);
}
