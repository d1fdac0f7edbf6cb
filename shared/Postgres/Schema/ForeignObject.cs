namespace BunnyDb.Postgres.Schema;

/// <summary>Something that a table's defaults, checks or indexes use and that is neither built in nor the table itself.</summary>
/// <param name="Kind"><c>extension</c>, or what <c>pg_identify_object</c> calls it: <c>function</c>, <c>operator</c>, <c>operator class</c>, <c>collation</c>, <c>access method</c>.</param>
/// <param name="Identity">Qualified; equal text names the same thing on another database.</param>
public sealed record ForeignObject(string Kind, string Identity);
