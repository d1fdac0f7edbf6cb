using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Swaps;

/// <summary>A table that readers use and the filled table that takes its place.</summary>
/// <param name="Shadow">Null as long as there is none: then a plan tells only what stands in the way.</param>
public readonly record struct SwapPair(QualifiedTable Live, QualifiedTable? Shadow);
