namespace BunnyDb.Postgres.SchemaChanges;

/// <summary>A column's type as one database knows it.</summary>
/// <param name="Declaration">As <c>format_type</c> prints it: what two databases can be compared by.</param>
public sealed record ColumnType(uint TypeId, int TypeModifier, string Declaration);
