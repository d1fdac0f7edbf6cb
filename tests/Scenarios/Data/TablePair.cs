namespace BunnyDb.Scenarios.Data;

/// <summary>A source table and the destination table that shall hold the same rows, both as SQL text; excluded columns are not compared.</summary>
internal sealed record TablePair(string Source, string Destination, params string[] Excluded)
{
    public static implicit operator TablePair(string table) => new(table, table);

    public object ToMapping() => new { source_table = Source, destination_table = Destination, exclude_columns = Excluded };
}
