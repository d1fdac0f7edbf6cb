using BunnyDb.Scenarios.Data;
using Npgsql;

namespace BunnyDb.Scenarios.Folders;

/// <summary>Where a table's content differs between both sides: told by column, so that the type that was carried wrong has a name.</summary>
internal static class Differences
{
    public static async Task<IReadOnlyList<string>> OfAsync(NpgsqlDataSource source, NpgsqlDataSource destination, string table)
    {
        var columns = await TableContent.ColumnsAsync(source, table, []);
        var (expected, found) = (await TableContent.OfAsync(source, table, columns), await TableContent.OfAsync(destination, table, columns));
        if (expected == found)
        {
            return [];
        }

        if (expected.Rows != found.Rows)
        {
            return [$"{table}: {found.Rows} rows instead of {expected.Rows}"];
        }

        var differing = new List<string>();
        foreach (var column in columns)
        {
            if (await TableContent.OfAsync(source, table, [column]) != await TableContent.OfAsync(destination, table, [column]))
            {
                differing.Add(column);
            }
        }

        return [$"{table}: other values in {(differing.Count == 0 ? "other combinations" : string.Join(", ", differing))}"];
    }
}
