using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Catalog.Mirrors;

/// <summary>A mirror as the catalog holds it, without its tables and lanes.</summary>
/// <param name="Id">Also the correlation id of its state machine.</param>
/// <param name="Error">Why it stopped by itself; what a lane merely waits for stands with the lane.</param>
public sealed record Mirror(
    Guid Id,
    MirrorName Name,
    string SourcePeer,
    string DestinationPeer,
    MirrorOptions Options,
    MirrorStatus Status,
    MirrorPhase Phase,
    Fault? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
