namespace BunnyDb.Postgres.Swaps;

/// <summary>Something of the live table that a swap could not carry over, so that there is no swap.</summary>
/// <param name="Code">Stable, for programs: <c>has_children</c>.</param>
/// <param name="Object">What stands in the way, as PostgreSQL describes it.</param>
/// <param name="Reason">A sentence.</param>
/// <param name="Remedy">A sentence that says what a person can do.</param>
public sealed record SwapObstacle(string Code, string Object, string Reason, string Remedy);
