using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.SchemaChanges;

/// <summary>A source table's columns at one moment.</summary>
/// <param name="Oid">Stays when the table is renamed.</param>
/// <param name="Storage">The file number of each heap, by its oid as text: another number means that all its rows were rewritten.</param>
public sealed record SourceTable(uint Oid, QualifiedTable Name, IReadOnlyDictionary<string, long> Storage, IReadOnlyList<SourceColumn> Columns);
