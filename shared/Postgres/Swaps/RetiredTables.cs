using BunnyDb.Postgres.Schema;
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
    /// <returns>Who holds the locks that were not to be had, or what has come to depend on a retired table; null when nothing is left.</returns>
    public static async Task<IReadOnlyList<SwapBlocker>?> DropAsync(
        NpgsqlConnection connection, IReadOnlyList<RetiredTable> retired, TimeSpan lockTimeout, CancellationToken ct)
    {
        var present = new List<RetiredTable>();
        foreach (var table in retired)
        {
            if ((await TableHead.FindAsync(connection, table.Name, ct))?.Oid == table.Oid)
            {
                present.Add(table);
            }
        }

        if (present.Count == 0)
        {
            return null;
        }

        var budget = (await SwapSettings.ReadAsync(connection, ct)).LockBudget(lockTimeout);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await connection.RunAllAsync(
            [
                $"set local statement_timeout = {SwapSettings.Milliseconds(budget)}",
                $"set local lock_timeout = {SwapSettings.Milliseconds(budget)}",
                $"drop table {string.Join(", ", present.Select(table => Identifiers.Quote(table.Name)))}",
            ], ct);
            await transaction.CommitAsync(CancellationToken.None);
            return null;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.DeadlockDetected)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return await SwapBlockers.FindAsync(connection, await LockedByDropAsync(connection, present, ct), [], ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DependentObjectsStillExist)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return [new SwapBlocker(0, null, null, null, e.MessageText)];
        }
    }

    /// <summary>The tables themselves, and those that they refer to.</summary>
    private static async Task<List<uint>> LockedByDropAsync(NpgsqlConnection connection, IReadOnlyList<RetiredTable> retired, CancellationToken ct) =>
        await CatalogQuery.ReadAsync(
            connection, "select unnest($1) union select confrelid from pg_constraint where conrelid = any($1) and contype = 'f'",
            row => row.Oid(0), ct, CatalogQuery.Oids(retired.Select(table => table.Oid)));
}
