namespace BunnyDb.Benchmarks.Workloads;

/// <summary>A table as every contender gets it.</summary>
/// <param name="Name">With its schema, as SQL takes it.</param>
/// <param name="Key">The columns of the primary key; null: it has none.</param>
internal sealed record Table(string Name, string Columns, string? Key)
{
    /// <summary>Without its key, for whoever builds that after the rows are there.</summary>
    internal string CreateBare => $"create table {Name} ({Columns})";

    internal string? AddKey => Key is null ? null : $"alter table {Name} add primary key ({Key})";

    /// <summary>Statements that make the others, if there are any.</summary>
    internal IReadOnlyList<string> Indexes { get; init; } = [];

    internal string Create => string.Join("; ", (string[])[CreateBare, .. AddKey is { } key ? [key] : Array.Empty<string>(), .. Indexes]);
}
