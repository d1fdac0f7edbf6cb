namespace BunnyDb.Postgres.Schema;

/// <summary>The type of a column.</summary>
/// <param name="Oid">The same on every server when the type is built in.</param>
/// <param name="Declaration">As <c>format_type</c> prints it, with modifiers, qualified unless built in: <c>numeric(10,2)</c>, <c>public.mood</c>.</param>
/// <param name="Name">The bare name in <c>pg_type</c>: <c>numeric</c>, <c>_int4</c>.</param>
/// <param name="ElementName">Of an array, the bare name of its element's type; otherwise null.</param>
public sealed record ColumnType(uint Oid, string Declaration, string Name, bool IsBuiltIn, TypeKind Kind, string? ElementName)
{
    /// <summary>As PostgreSQL packs it; -1: none.</summary>
    public int Modifier { get; init; } = -1;

    public bool IsArray => ElementName is not null;
}
