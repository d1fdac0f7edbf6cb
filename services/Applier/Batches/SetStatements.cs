using BunnyDb.Applier.Rows;
using BunnyDb.Postgres;
using BunnyDb.Postgres.Binary;
using static BunnyDb.Postgres.Schema.BuiltInTypes;

namespace BunnyDb.Applier.Batches;

/// <summary>The statements that write a table's rows by the set. Staged columns are named <c>c0</c>, <c>c1</c> … by their place in the layout.</summary>
internal sealed class SetStatements(TableShape table, RowLayout layout)
{
    private readonly string target = table.Target.Rows;

    /// <summary>COPY writes identity columns as given, GENERATED ALWAYS ones too.</summary>
    internal RowsIn CopyIn { get; } = new(
        $"copy {Identifiers.Quote(table.Target.Name)} ({Identifiers.QuoteAll(layout.Positions.Select(position => table.Columns[position]!.Name))}) from stdin",
        Encoders(table, layout, [.. Enumerable.Range(0, layout.Positions.Count)]));

    /// <summary>All columns, with the types of the table's but without their modifiers: every value is read by its type's own input function, as it is.</summary>
    internal StagingTable Staging { get; } = new(string.Join(
        ", ", layout.Positions.Select((position, column) => $"{Staged(column)} {table.Columns[position]!.BaseType}")));

    internal RowsIn CopyStaged(IReadOnlyList<int> columns) =>
        new($"copy {Staging.Name} ({string.Join(", ", columns.Select(Staged))}) from stdin", Encoders(table, layout, columns));

    /// <summary>A <see cref="KeyRange"/> says something about the table's keys: they are single whole numbers.</summary>
    internal bool HasNumberKey => layout.KeyColumns == 1 && Column(0).TypeId is Int2 or Int4 or Int8;

    /// <param name="keys">Null: no range holds them.</param>
    internal string Delete(KeyRange? keys) => $"delete from {target} t using {Staging.Name} s where {SameKey}{Within(keys)}";

    /// <summary>PostgreSQL lets no UPDATE write a GENERATED ALWAYS AS IDENTITY column; here those are keys that stay.</summary>
    internal bool CanUpdate(IEnumerable<int> columns) => columns.Any(column => !Column(column).IsAlwaysIdentity);

    internal string Update(IEnumerable<int> columns, KeyRange? keys) =>
        $"""
        update {target} t set {string.Join(", ", columns.Where(column => !Column(column).IsAlwaysIdentity).Select(column => $"{Name(column)} = s.{Staged(column)}"))}
        from {Staging.Name} s where {SameKey}{Within(keys)}
        """;

    private string SameKey => string.Join(
        " and ", ((RowAddress.ByKey)table.Address).Operators.Select((equals, column) => $"t.{Name(column)} {equals} s.{Staged(column)}"));

    private string Within(KeyRange? keys) => keys is null ? "" : $" and t.{Name(0)} between $1 and $2";

    private static IReadOnlyList<BinaryEncoder>? Encoders(TableShape table, RowLayout layout, IReadOnlyList<int> columns)
    {
        var encoders = columns.Select(column => BinaryEncoders.Of(table.Columns[layout.Positions[column]]!.TypeId)).OfType<BinaryEncoder>().ToList();
        return encoders.Count == columns.Count ? encoders : null;
    }

    private static string Staged(int column) => $"c{column}";

    private TargetColumn Column(int column) => table.Columns[layout.Positions[column]]!;

    private string Name(int column) => Identifiers.Quote(Column(column).Name);
}
