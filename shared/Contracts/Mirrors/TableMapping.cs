using BunnyDb.Contracts.Values;

namespace BunnyDb.Contracts.Mirrors;

/// <summary>One source table and where it goes. <see cref="Id"/> names this mapping for ever: a table that is removed and added again gets a new one.</summary>
public sealed record TableMapping(
    Guid Id,
    QualifiedTable Source,
    QualifiedTable Destination,
    string? PartitionKey,
    IReadOnlyList<string> ExcludeColumns);
