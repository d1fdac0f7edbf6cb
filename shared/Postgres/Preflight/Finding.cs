using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Preflight;

/// <summary>Something about the two databases that keeps a mirror from being right, or that an operator should know.</summary>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Remedy">A sentence: what to do next.</param>
/// <param name="Table">The table concerned, by its name on the side that is concerned.</param>
public sealed record Finding(string Code, string Message, string Remedy, QualifiedTable? Table = null, string? Column = null);
