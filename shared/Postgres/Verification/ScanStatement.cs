using BunnyDb.Postgres.Schema;

namespace BunnyDb.Postgres.Verification;

/// <summary>The statement that reads one side once: <c>(chunk, rows, first sum, second sum)</c> of each chunk that has rows.</summary>
internal static class ScanStatement
{
    /// <param name="table">A partitioned one is read with its leaves; of another, what inherits from it is left out, as it is when it is copied and published.</param>
    /// <param name="key">What assigns a row to its chunk.</param>
    /// <param name="isRecoded">The two databases are encoded differently: the text is hashed as UTF-8.</param>
    internal static string Of(TableShape table, IReadOnlyList<string> key, IReadOnlyList<string> columns, bool isRecoded)
    {
        var only = table.Kind == RelationKind.PartitionedTable ? "" : "only ";

        // The sum of bigint is numeric, so that nothing wraps around. The offset: the text is made once and not for each hash of it. It is written as
        // a bigint's own constant, because behind one that must be converted PostgreSQL plans no parallel scan.
        return $"""
            select (hashtextextended(key_text, 0) & {TableComparison.Chunks - 1})::int, count(*),
                   sum(hashtextextended(row_text, 1))::text, sum(hashtextextended(row_text, 2))::text
            from (select {Text(key, isRecoded)} as key_text, {Text(columns, isRecoded)} as row_text
                  from {only}{Identifiers.Quote(table.Name)} offset '0') content
            group by 1
            """;
    }

    /// <summary>
    /// A row's text calls each type's output function and tells NULL from the empty string. Under another collation than "C" equal text could mean
    /// other bytes.
    /// </summary>
    private static string Text(IReadOnlyList<string> columns, bool isRecoded)
    {
        var text = $"row({string.Join(", ", columns)})::text";
        return (isRecoded ? $"encode(convert_to({text}, 'UTF8'), 'hex')" : text) + " collate \"C\"";
    }
}
