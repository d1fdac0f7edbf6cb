namespace BunnyDb.Postgres.Copy;

/// <summary>A column by whose ranges a table is copied.</summary>
/// <param name="TypeName">As <c>format_type</c> spells it: SQL text, not a name to be quoted.</param>
/// <param name="IsNullable">There may be rows that are in no range.</param>
public sealed record PartitionKey(string Column, string TypeName, bool IsNullable);
