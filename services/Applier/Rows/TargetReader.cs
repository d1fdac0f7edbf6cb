using BunnyDb.Contracts.Values;
using BunnyDb.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Applier.Rows;

/// <summary>Reads a destination table from the system catalogs.</summary>
internal static class TargetReader
{
    /// <summary>Null: there is no such table.</summary>
    internal static async Task<TargetTable?> FindAsync(QualifiedTable table, NpgsqlConnection connection, CancellationToken ct)
    {
        var columns = new Dictionary<string, TargetColumn>();
        uint oid = 0;
        var (isPartitioned, firesOnChange, hasRules) = (false, false, false);
        await using (var select = new NpgsqlCommand(SqlFile.Read("row_target_columns"), connection))
        {
            select.Parameters.AddWithValue(table.Schema);
            select.Parameters.AddWithValue(table.Name);
            await using var row = await select.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                oid = row.GetFieldValue<uint>(0);
                (isPartitioned, firesOnChange, hasRules) = (row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3));
                var column = new TargetColumn(
                    row.GetString(4), row.GetString(5), row.GetString(6), row.GetBoolean(7), row.GetBoolean(8), row.GetBoolean(9), row.GetBoolean(10))
                {
                    NeedsValue = row.GetBoolean(11),
                    TypeId = row.GetFieldValue<uint>(12),
                    TypeModifier = row.GetInt32(13),
                };
                columns.Add(column.Name, column);
            }
        }

        return oid == 0 ? null : new TargetTable(table, isPartitioned, firesOnChange, hasRules, columns, await KeysAsync(oid, connection, ct));
    }

    private static async Task<IReadOnlyList<TargetKey>> KeysAsync(uint table, NpgsqlConnection connection, CancellationToken ct)
    {
        var lines = new List<(uint Index, bool IsPrimary, bool IsDeferrable, KeyColumn Column)>();
        await using var select = new NpgsqlCommand(SqlFile.Read("row_target_keys"), connection);
        select.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Oid, Value = table });
        await using var row = await select.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            lines.Add((row.GetFieldValue<uint>(0), row.GetBoolean(1), row.GetBoolean(2), new KeyColumn(row.GetString(3), row.GetString(4))));
        }

        return [.. lines.GroupBy(line => line.Index).Select(key => new TargetKey(key.First().IsPrimary, key.First().IsDeferrable, [.. key.Select(line => line.Column)]))];
    }
}
