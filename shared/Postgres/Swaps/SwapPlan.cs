using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>Everything that a swap does, read and written down before the first lock.</summary>
/// <param name="Obstacles">What cannot be carried over; with one of them, or without shadows, there are no statements.</param>
/// <param name="Locks">In this order: views, tables around, the live tables last, so that readers who came through a view are not met head-on.</param>
/// <param name="Statements">What is run under the locks, in order.</param>
/// <param name="Stamp">Of all catalog rows that the plan rests on.</param>
public sealed record SwapPlan(
    IReadOnlyList<SwapPair> Pairs,
    IReadOnlyList<SwapObstacle> Obstacles,
    IReadOnlyList<string> Locks,
    IReadOnlyList<string> Statements,
    string Stamp,
    SwapAfterwards Afterwards)
{
    /// <summary>Reads the plan of one swap of all these tables. Nothing is locked or changed. Without shadows (the preflight) it only looks for obstacles.</summary>
    public static Task<SwapPlan> ReadAsync(NpgsqlConnection connection, IReadOnlyList<SwapPair> pairs, CancellationToken ct) =>
        throw new NotSupportedException();
}
