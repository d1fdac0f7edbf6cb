using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>The end of the tables that a swap has taken out of use.</summary>
public static class RetiredTables
{
    /// <summary>
    /// Drops all of them in one statement, never with CASCADE. What is gone already, or has another name or oid than it had, is left alone, so it may be
    /// called again. Run outside a transaction.
    /// </summary>
    /// <param name="lockTimeout">Readers of tables that the retired ones refer to by foreign keys wait no longer than this.</param>
    /// <returns>Who holds the locks that were not to be had; null when nothing is left.</returns>
    public static Task<IReadOnlyList<SwapBlocker>?> DropAsync(
        NpgsqlConnection connection, IReadOnlyList<RetiredTable> retired, TimeSpan lockTimeout, CancellationToken ct) =>
        throw new NotSupportedException();
}
