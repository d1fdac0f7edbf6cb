namespace BunnyDb.Contracts.Resyncs;

/// <summary>Somebody on the destination who was in the way of a swap.</summary>
/// <param name="Pid">Of the server process; 0: a prepared transaction.</param>
/// <param name="Since">When the transaction began; null: our role may not see it.</param>
/// <param name="Holds">What of: a lock on a table, or a snapshot that is older than the shadow.</param>
public sealed record ResyncBlocker(int Pid, string? User, string? Application, DateTimeOffset? Since, string Holds);
