using BunnyDb.Applier.Rows;
using BunnyDb.Postgres;

namespace BunnyDb.Applier.Batches;

/// <summary>The statements that write a table's rows by the set. Staged columns are named <c>c0</c>, <c>c1</c> … by their place in the layout.</summary>
internal sealed class SetStatements(TableShape table, RowLayout layout)
{
    private readonly string target = table.Target.Rows;

    /// <summary>COPY writes identity columns as given, GENERATED ALWAYS ones too.</summary>
    internal string CopyIn { get; } =
        $"copy {Identifiers.Quote(table.Target.Name)} ({Identifiers.QuoteAll(layout.Positions.Select(position => table.Columns[position]!.Name))}) from stdin";

    /// <summary>The staged columns with the types of the table's: every value is read by its type's own input function.</summary>
    internal string Staged(IEnumerable<int> columns) => string.Join(", ", columns.Select(column => $"c{column} {Column(column).Type}"));

    internal string Delete() => $"delete from {target} t using {Staging.Table} s where {SameKey}";

    /// <summary>PostgreSQL lets no UPDATE write a GENERATED ALWAYS AS IDENTITY column; here those are keys that stay.</summary>
    internal bool CanUpdate(IEnumerable<int> columns) => columns.Any(column => !Column(column).IsAlwaysIdentity);

    internal string Update(IEnumerable<int> columns) =>
        $"""
        update {target} t set {string.Join(", ", columns.Where(column => !Column(column).IsAlwaysIdentity).Select(column => $"{Name(column)} = s.c{column}"))}
        from {Staging.Table} s where {SameKey}
        """;

    private string SameKey => string.Join(
        " and ", ((RowAddress.ByKey)table.Address).Operators.Select((equals, column) => $"t.{Name(column)} {equals} s.c{column}"));

    private TargetColumn Column(int column) => table.Columns[layout.Positions[column]]!;

    private string Name(int column) => Identifiers.Quote(Column(column).Name);
}
