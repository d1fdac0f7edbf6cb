namespace BunnyDb.Postgres.Swaps;

/// <summary>A moment in the life of a database. It can be kept as JSON; it means nothing to another server.</summary>
/// <param name="Horizon">The next transaction id then, as <c>pg_snapshot_xmax</c> gives it.</param>
/// <param name="At">The server's clock then.</param>
/// <param name="Open">The virtual transactions that were open then, for sessions of which our role may see no more than their locks.</param>
public sealed record SnapshotMark(ulong Horizon, DateTimeOffset At, IReadOnlyList<string> Open);
