using BunnyDb.Contracts.Mirrors;

namespace BunnyDb.Contracts.Resyncs;

/// <summary>When a resync entered a phase; the next entry, or the resync's end, says when it left it.</summary>
public sealed record ResyncPhase(MirrorPhase Phase, DateTimeOffset StartedAt);
