using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Replication;

/// <summary>A table of a publication. Excluded columns never leave the source: a column list (PostgreSQL 15) keeps them back.</summary>
public sealed record PublishedTable(QualifiedTable Table, IReadOnlyList<string> ExcludeColumns);
