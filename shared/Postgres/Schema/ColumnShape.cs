namespace BunnyDb.Postgres.Schema;

/// <summary>One column of a table.</summary>
/// <param name="Number"><c>attnum</c>: what keys and indexes refer to.</param>
/// <param name="Collation">Qualified and quoted, when it is not the type's own.</param>
/// <param name="Default">The default's expression, or the generation expression of a generated column.</param>
/// <param name="ComputedFrom">Numbers of the other columns that the expression reads.</param>
public sealed record ColumnShape(
    int Number,
    string Name,
    ColumnType Type,
    string? Collation,
    bool IsNotNull,
    IdentityKind? Identity,
    bool IsGenerated,
    string? Default,
    IReadOnlyList<int> ComputedFrom);
