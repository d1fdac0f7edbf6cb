namespace BunnyDb.Contracts.Commands;

/// <summary>To the mirror's state machine: begin the life of a mirror whose rows are in the catalog.</summary>
public sealed record CreateMirror(Guid MirrorId);

/// <summary>Write nothing more to the destination; keep the slot.</summary>
public sealed record PauseMirror(Guid MirrorId);

/// <summary>Continue exactly where the mirror stopped; load the tables that were added.</summary>
public sealed record ResumeMirror(Guid MirrorId);

/// <summary>Remove slot, publication, stream and bookkeeping; the destination's data stays.</summary>
public sealed record DeleteMirror(Guid MirrorId);

/// <summary>Begin the schema sync whose row is in the catalog.</summary>
public sealed record SyncSchema(Guid MirrorId, Guid SyncId);

/// <summary>The schema sync has ended, one way or another.</summary>
/// <param name="IsMended">Nothing is left that would not fit.</param>
public sealed record SchemaSynced(Guid MirrorId, Guid SyncId, bool IsMended);
