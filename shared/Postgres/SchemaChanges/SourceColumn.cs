namespace BunnyDb.Postgres.SchemaChanges;

/// <summary>A live column of a source table, with what its catalog still knows of the moment when it was added.</summary>
/// <param name="Number"><c>attnum</c>: never given to another column, also after this one is dropped.</param>
/// <param name="Declaration">As <c>format_type</c> prints it, qualified unless built in.</param>
/// <param name="Collation">Qualified and quoted, when it is not the type's own.</param>
/// <param name="Default">The default's expression now; null for none and for a generated column.</param>
/// <param name="HasPlainDefault">The default, if there is one, uses nothing that another database may lack.</param>
/// <param name="Missing">
/// The text of the value that rows have which are older than the column and were not rewritten since. Empty: NULL, or no such row is left. Several: it cannot be told.
/// </param>
public sealed record SourceColumn(
    int Number,
    string Name,
    uint TypeId,
    int TypeModifier,
    string Declaration,
    string? Collation,
    bool IsNotNull,
    bool IsIdentity,
    bool IsGenerated,
    string? Default,
    bool HasPlainDefault,
    IReadOnlyList<string> Missing)
{
    public ColumnType Type => new(TypeId, TypeModifier, Declaration);
}
