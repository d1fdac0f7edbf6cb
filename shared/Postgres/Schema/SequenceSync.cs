using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Schema;

/// <summary>
/// Brings the sequences that belong to columns of mapped tables (serial, identity) to the source's value, so that the destination could take over
/// writing. Change streams do not carry sequences.
/// </summary>
public static class SequenceSync
{
    /// <summary>Sequences are paired by column. One that either side lacks is left alone. Setting them is not part of any transaction.</summary>
    public static async Task SyncAsync(NpgsqlConnection source, NpgsqlConnection destination, IReadOnlyList<TableMapping> mappings, CancellationToken ct)
    {
        var from = await SchemaReader.ReadTablesAsync(source, mappings.Select(mapping => mapping.Source), ct);
        var to = await SchemaReader.ReadTablesAsync(destination, mappings.Select(mapping => mapping.Destination), ct);
        foreach (var mapping in mappings)
        {
            if (from.TryGetValue(mapping.Source, out var sourceTable) && to.TryGetValue(mapping.Destination, out var destinationTable))
            {
                foreach (var (original, copy) in Pairs(mapping, sourceTable, destinationTable))
                {
                    await SyncAsync(source, original, destination, copy, ct);
                }
            }
        }
    }

    private static IEnumerable<(QualifiedTable Original, QualifiedTable Copy)> Pairs(TableMapping mapping, TableShape source, TableShape destination) =>
        from original in source.Sequences
        where original.IsOwned
        let column = source.Columns.Single(column => column.Number == original.ColumnNumber).Name
        where !mapping.ExcludeColumns.Contains(column)
        from copy in destination.Sequences
        where copy.IsOwned && destination.Column(column)?.Number == copy.ColumnNumber
        select (original.Name, copy.Name);

    private static async Task SyncAsync(NpgsqlConnection source, QualifiedTable original, NpgsqlConnection destination, QualifiedTable copy, CancellationToken ct)
    {
        long lastValue;
        bool isCalled;
        await using (var read = new NpgsqlCommand($"select last_value, is_called from {Identifiers.Quote(original)}", source))
        await using (var reader = await read.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            lastValue = reader.GetInt64(0);
            isCalled = reader.GetBoolean(1);
        }

        await using var write = new NpgsqlCommand("select setval($1::regclass, $2, $3)", destination);
        write.Parameters.Add(new NpgsqlParameter { Value = Identifiers.Quote(copy), NpgsqlDbType = NpgsqlDbType.Text });
        write.Parameters.Add(new NpgsqlParameter { Value = lastValue });
        write.Parameters.Add(new NpgsqlParameter { Value = isCalled });
        await write.ExecuteScalarAsync(ct);
    }
}
