using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Schema;

/// <summary>Statements that make a table of another's shape: columns and checks. Keys, indexes and <see cref="LateChecks"/> come after its rows.</summary>
public static class TableDdl
{
    /// <param name="excludeColumns">Left out, with the generated columns and checks that need them.</param>
    /// <param name="sequenceNames">The name that each of the source's sequences has on the destination.</param>
    public static string Create(
        TableShape source, QualifiedTable destination, IReadOnlyList<string> excludeColumns, IReadOnlyDictionary<QualifiedTable, QualifiedTable> sequenceNames)
    {
        var leftOut = source.LeftOut(excludeColumns);
        var columns = source.Columns.Where(column => !leftOut.Contains(column.Number)).Select(column => Column(source, column, sequenceNames));
        var checks = Checks(source, excludeColumns)
            .Where(check => check.IsValidated)
            .Select(check => $"constraint {Identifiers.Quote(check.Name)} {check.Definition}");
        return $"create table {Identifiers.Quote(destination)} (\n  {string.Join(",\n  ", columns.Concat(checks))}\n)";
    }

    /// <summary>Those that are NOT VALID: rows that the source has may break them, and CREATE TABLE would make them valid.</summary>
    public static IEnumerable<ConstraintShape> LateChecks(TableShape source, IReadOnlyList<string> excludeColumns) =>
        Checks(source, excludeColumns).Where(check => !check.IsValidated);

    private static IEnumerable<ConstraintShape> Checks(TableShape source, IReadOnlyList<string> excludeColumns)
    {
        var leftOut = source.LeftOut(excludeColumns);
        return source.Constraints.Where(constraint => constraint.Kind == ConstraintKind.Check && !constraint.Columns.Any(leftOut.Contains));
    }

    private static string Column(TableShape table, ColumnShape column, IReadOnlyDictionary<QualifiedTable, QualifiedTable> sequenceNames) =>
        $"{Identifiers.Quote(column.Name)} {column.Type.Declaration}"
        + (column.Collation is null ? "" : $" collate {column.Collation}")
        + Value(table, column, sequenceNames)
        + (column.IsNotNull ? " not null" : "");

    private static string Value(TableShape table, ColumnShape column, IReadOnlyDictionary<QualifiedTable, QualifiedTable> sequenceNames)
    {
        var sequence = table.Sequences.FirstOrDefault(sequence => sequence.ColumnNumber == column.Number);
        return column switch
        {
            { Identity: { } identity } =>
                $" generated {(identity == IdentityKind.Always ? "always" : "by default")} as identity"
                + $" (sequence name {Identifiers.Quote(sequenceNames[sequence!.Name])} {SequenceDdl.Options(sequence)})",
            { IsGenerated: true } => $" generated always as ({column.Default}) stored",
            { Default: not null } when sequence is { IsWholeDefault: true } =>
                $" default pg_catalog.nextval({Identifiers.Literal(Identifiers.Quote(sequenceNames[sequence.Name]))}::pg_catalog.regclass)",
            { Default: { } expression } => $" default {expression}",
            _ => "",
        };
    }
}
