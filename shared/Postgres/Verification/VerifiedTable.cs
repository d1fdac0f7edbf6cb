using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Verification;

/// <summary>A table of the source and the one that shall hold the same rows.</summary>
/// <param name="Destination">The table to compare: a shadow, or the live one.</param>
/// <param name="ExcludeColumns">Columns that the mapping leaves on the source, and with them those that are computed from them.</param>
public sealed record VerifiedTable(QualifiedTable Source, QualifiedTable Destination, IReadOnlyList<string> ExcludeColumns);
