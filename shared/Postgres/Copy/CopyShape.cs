using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Copy;

/// <summary>Which columns of a table are copied, and how.</summary>
/// <param name="Columns">Names, the same on both sides, in the source's order. Generated and excluded columns are left out.</param>
/// <param name="IsBinary">Every column may travel in binary form; otherwise all travel as text.</param>
public sealed record CopyShape(IReadOnlyList<string> Columns, bool IsBinary)
{
    /// <summary>Reads both tables. Works inside a transaction that the source connection may have open.</summary>
    /// <exception cref="FaultException">A table is missing, or the destination lacks a column (<see cref="FaultCode.SchemaMismatch"/>).</exception>
    public static async Task<CopyShape> ReadAsync(
        NpgsqlConnection source,
        QualifiedTable sourceTable,
        NpgsqlConnection destination,
        QualifiedTable destinationTable,
        IReadOnlyList<string> excludeColumns,
        CancellationToken ct)
    {
        var from = await ColumnsAsync(source, sourceTable, "source", ct);
        var to = (await ColumnsAsync(destination, destinationTable, "destination", ct)).ToDictionary(column => column.Name);
        var names = new List<string>();
        var isBinary = true;
        foreach (var column in from.Where(column => !column.IsGenerated && !excludeColumns.Contains(column.Name)))
        {
            if (!to.TryGetValue(column.Name, out var target))
            {
                throw Mismatch(destinationTable, $"The destination table {destinationTable} has no column {Identifiers.Quote(column.Name)}.");
            }

            if (target.IsGenerated)
            {
                throw Mismatch(destinationTable, $"Column {Identifiers.Quote(column.Name)} of {destinationTable} is generated on the destination and not on the source.");
            }

            names.Add(column.Name);
            isBinary &= BinarySafety.IsSafe(column.Type, target.Type);
        }

        return new CopyShape(names, isBinary);
    }

    private static async Task<IEnumerable<ColumnShape>> ColumnsAsync(NpgsqlConnection connection, QualifiedTable table, string side, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = table.Schema, NpgsqlDbType = NpgsqlDbType.Name });
        command.Parameters.Add(new NpgsqlParameter { Value = table.Name, NpgsqlDbType = NpgsqlDbType.Name });
        return await command.ExecuteScalarAsync(ct) is uint relation
            ? (await ColumnReader.ReadAsync(connection, [relation], ct))[relation]
            : throw Mismatch(table, $"The {side} has no table {table}.");
    }

    private static FaultException Mismatch(QualifiedTable table, string message) => new(new Fault(
        FaultKind.Halt, FaultCode.SchemaMismatch, message, "Make the destination's table fit the source's, then resume.", table.ToString()));
}
