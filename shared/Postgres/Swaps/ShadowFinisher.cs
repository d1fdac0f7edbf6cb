using BunnyDb.Contracts.Values;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>
/// Gives a filled shadow what the live table has: keys first, then every other index and constraint, statistics objects, and a VACUUM (FREEZE, ANALYZE).
/// Foreign keys are made at the swap: until then the shadow stands at another point of the source than the tables that it would refer to.
/// </summary>
public static class ShadowFinisher
{
    /// <summary>Each statement commits on its own and is made only if its like is not there, so that it goes on after a kill where it stood.</summary>
    /// <param name="openConnection">Gives an open connection of its own at every call.</param>
    public static Task FinishAsync(
        QualifiedTable live, QualifiedTable shadow, Func<CancellationToken, ValueTask<NpgsqlConnection>> openConnection, CancellationToken ct) =>
        throw new NotSupportedException();
}
