using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.SchemaChanges;

/// <summary>Statements that give a destination table a column of its source.</summary>
public static class ColumnDdl
{
    /// <summary>
    /// Adds the column so that the rows that are there have <paramref name="value"/>, then sets the default that the source has by now. NOT NULL comes along
    /// only with a value: without one the rows would violate it.
    /// </summary>
    /// <param name="value">Text of the column's type; null for NULL.</param>
    public static IReadOnlyList<string> Add(QualifiedTable table, SourceColumn column, string? value)
    {
        var add = $"alter table {Identifiers.Quote(table)} add column {Declare(column)}"
            + (value is null ? "" : $" default {Identifiers.Literal(value)}::{column.Declaration}{(column.IsNotNull ? " not null" : "")}");
        return Default(column) is { } expression
            ? [add, SetDefault(table, column.Name, expression)]
            : value is null ? [add] : [add, DropDefault(table, column.Name)];
    }

    public static string SetDefault(QualifiedTable table, string column, string expression) =>
        $"alter table {Identifiers.Quote(table)} alter column {Identifiers.Quote(column)} set default {expression}";

    public static string DropDefault(QualifiedTable table, string column) =>
        $"alter table {Identifiers.Quote(table)} alter column {Identifiers.Quote(column)} drop default";

    private static string Declare(SourceColumn column) =>
        $"{Identifiers.Quote(column.Name)} {column.Declaration}{(column.Collation is null ? "" : $" collate {column.Collation}")}";

    /// <summary>Mirrored rows bring their values with them, so that a default which the destination may not know is not needed here.</summary>
    private static string? Default(SourceColumn column) => column.HasPlainDefault ? column.Default : null;
}
