namespace BunnyDb.Demo.Resyncs;

/// <summary>What one read showed.</summary>
/// <param name="TableOid">0: unknown to the statement.</param>
internal readonly record struct Sight(long Rows, long Balance, long Stamp, long TableOid);
