using BunnyDb.Contracts.Faults;

namespace BunnyDb.Contracts.Commands;

/// <summary>To the mirror's state machine: begin the resync whose row is in the catalog.</summary>
/// <param name="Recovers">Whoever asked has seen that the mirror's slot is lost: it gets a new one, and the resync takes all tables.</param>
public sealed record StartResync(Guid MirrorId, Guid ResyncId, bool Recovers);

/// <summary>To the resync's state machine: the mirror is ready for it.</summary>
public sealed record BeginResync(Guid MirrorId, Guid ResyncId);

/// <summary>To the resync's state machine: end it; the live tables stay as they are.</summary>
/// <param name="Fault">What makes it end; null: an operator wants it so.</param>
public sealed record CancelResync(Guid MirrorId, Guid ResyncId, Fault? Fault);

/// <summary>To the resync's state machine: it may swap, now or as soon as it can.</summary>
public sealed record CutoverResync(Guid MirrorId, Guid ResyncId);

/// <summary>To the resync's state machine: the mirror is being deleted, which takes care of its lanes.</summary>
public sealed record AbandonResync(Guid MirrorId, Guid ResyncId);

/// <summary>To the mirror's state machine: the resync has ended, one way or another.</summary>
/// <param name="IsDone">The tables hold the fresh rows.</param>
public sealed record ResyncEnded(Guid MirrorId, Guid ResyncId, bool IsDone);
