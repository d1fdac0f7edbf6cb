using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Copy;

/// <summary>The two statements of one copy; both name the same columns in the same order.</summary>
public sealed record CopyStatements(string Out, string In, bool IsBinary)
{
    /// <param name="relation">Read alone, without what inherits from it: partitions are copied one by one.</param>
    /// <param name="predicate">Made by <see cref="CopyPredicate"/>; null reads the whole relation.</param>
    /// <param name="destination">COPY writes identity columns as given, even GENERATED ALWAYS ones.</param>
    public static CopyStatements Of(QualifiedTable relation, string? predicate, QualifiedTable destination, CopyShape shape)
    {
        var columns = Identifiers.QuoteAll(shape.Columns);
        var where = predicate is null ? "" : $" where {predicate}";
        var format = shape.IsBinary ? "binary" : "text";
        return new CopyStatements(
            $"copy (select {columns} from only {Identifiers.Quote(relation)}{where}) to stdout (format {format})",
            $"copy {Identifiers.Quote(destination)} ({columns}) from stdin (format {format})",
            shape.IsBinary);
    }
}
