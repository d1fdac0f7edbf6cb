using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>One try of a swap inside the caller's transaction.</summary>
public static class Swap
{
    /// <summary>
    /// Locks, looks whether the plan still holds, and swaps. The transaction is READ COMMITTED and has locked nothing of these tables yet; on any outcome
    /// it can be used further. The caller commits.
    /// </summary>
    /// <param name="lockTimeout">No reader waits longer for this try, also not when it fails.</param>
    public static Task<SwapOutcome> TryAsync(NpgsqlTransaction transaction, SwapPlan plan, TimeSpan lockTimeout, CancellationToken ct) =>
        throw new NotSupportedException();

    /// <summary>
    /// Makes PostgreSQL cancel an autovacuum on these tables, which a short try would never outwait; no reader or writer waits for it. Run outside a
    /// transaction, before a try. One that guards against wraparound does not leave and is returned.
    /// </summary>
    public static Task<IReadOnlyList<SwapBlocker>> AskAutovacuumToLeaveAsync(
        NpgsqlConnection connection, IReadOnlyList<Contracts.Values.QualifiedTable> tables, CancellationToken ct) =>
        throw new NotSupportedException();
}
