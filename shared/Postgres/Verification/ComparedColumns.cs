using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Verification;

/// <summary>How the rows of a pair of tables are compared: each side's statement.</summary>
/// <param name="Columns">Those that both sides have and the mapping carries, in the source's order.</param>
/// <param name="Key">What names a row, where both sides have all of it; otherwise every column does.</param>
internal sealed record ComparedColumns(TableShape Source, TableShape Destination, IReadOnlyList<ComparedColumn> Columns, IReadOnlyList<ComparedColumn> Key)
{
    /// <exception cref="FaultException"><see cref="FaultCode.SchemaMismatch"/>: a table is missing.</exception>
    internal static async Task<ComparedColumns> ReadAsync(NpgsqlConnection source, NpgsqlConnection destination, VerifiedTable table, CancellationToken ct)
    {
        var from = await TableAsync(source, table.Source, "source", ct);
        var to = await TableAsync(destination, table.Destination, "destination", ct);
        var sourceTypes = await TypesAsync(source, from, ct);
        var destinationTypes = await TypesAsync(destination, to, ct);
        var leftOut = from.LeftOut(table.ExcludeColumns);
        var columns = new List<ComparedColumn>();
        foreach (var column in from.Columns.Where(column => !leftOut.Contains(column.Number)))
        {
            // A column that is generated on one side only is never filled from the other.
            if (to.Column(column.Name) is { } target && target.IsGenerated == column.IsGenerated)
            {
                columns.Add(ComparedColumn.Of(column, BaseType.Of(column.Type, sourceTypes), BaseType.Of(target.Type, destinationTypes)));
            }
        }

        return new ComparedColumns(from, to, columns, KeyOf(from, columns));
    }

    internal string OnSource(bool isRecoded) =>
        ScanStatement.Of(Source, [.. Key.Select(column => column.OnSource)], [.. Columns.Select(column => column.OnSource)], isRecoded);

    internal string OnDestination(bool isRecoded) =>
        ScanStatement.Of(Destination, [.. Key.Select(column => column.OnDestination)], [.. Columns.Select(column => column.OnDestination)], isRecoded);

    private static List<ComparedColumn> KeyOf(TableShape table, List<ComparedColumn> columns)
    {
        bool IsKey(ComparedColumn column) => table.PrimaryKey is { } primary
            ? primary.Columns.Contains(column.Number)
            : table.IdentityColumns.Contains(column.Name);

        var key = columns.Where(IsKey).ToList();
        return key.Count > 0 && key.Count == (table.PrimaryKey?.Columns.Count ?? table.IdentityColumns.Count) ? key : columns;
    }

    private static async Task<TableShape> TableAsync(NpgsqlConnection connection, QualifiedTable name, string side, CancellationToken ct) =>
        (await SchemaReader.ReadTablesAsync(connection, [name], ct)).GetValueOrDefault(name)
        ?? throw new FaultException(new Fault(
            FaultKind.Halt, FaultCode.SchemaMismatch, $"The {side} has no table {name}.", "Make the table there, or take it out of the mirror.", name.ToString()));

    private static async Task<Dictionary<uint, TypeShape>> TypesAsync(NpgsqlConnection connection, TableShape table, CancellationToken ct) =>
        (await SchemaReader.ReadTypesAsync(connection, [table], ct)).ToDictionary(type => type.Oid);
}
