using BunnyDb.Contracts.Values;

namespace BunnyDb.Catalog.Chunks;

/// <summary>One piece of a table's copy, before anyone copies it.</summary>
/// <param name="Number">From 0, unique in the lane's generation.</param>
/// <param name="Relation">The source relation that is read: the mapped table, or one leaf of a partitioned one.</param>
/// <param name="Predicate">SQL condition made by the planner; null reads the whole relation.</param>
public sealed record Chunk(LaneId Lane, int Generation, int Number, Guid MappingId, QualifiedTable Relation, string? Predicate);
