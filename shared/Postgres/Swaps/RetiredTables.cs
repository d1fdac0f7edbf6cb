using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>The end of the tables that a swap has taken out of use.</summary>
public static class RetiredTables
{
    /// <summary>
    /// Removes the rows, as soon as the swap has committed: a retired row would keep the row that it refers to from being deleted until its table is dropped, which may have to
    /// wait for readers of the table referred to. Not in the swap itself: files are removed before a COMMIT returns. Only retired tables are locked. Run outside a transaction; it may be
    /// called again.
    /// </summary>
    /// <returns>Who holds a retired table; null when no retired row is in anybody's way.</returns>
    public static async Task<IReadOnlyList<SwapBlocker>?> EmptyAsync(
        NpgsqlConnection connection, IReadOnlyList<RetiredTable> retired, TimeSpan lockTimeout, CancellationToken ct)
    {
        var present = await PresentAsync(connection, retired, ct);
        var oids = present.Select(table => table.Oid).ToList();
        if ((await ReferencedAsync(connection, oids, ct)).Count == 0)
        {
            return null;
        }

        var owners = new List<string>();
        foreach (var table in present)
        {
            owners.Add((await TableHead.FindAsync(connection, table.Name, ct))!.Owner);
        }

        return await TryAsync(
            connection, lockTimeout, oids,
            [
                .. present.Select(table => $"alter table {Identifiers.Quote(table.Name)} disable trigger user"),

                // An owner may have taken the privilege from itself.
                .. present.Zip(owners, (table, owner) => $"grant truncate on table {Identifiers.Quote(table.Name)} to {Identifiers.Quote(owner)}"),

                // All of them: they may refer to one another.
                $"truncate only {string.Join(", only ", present.Select(table => Identifiers.Quote(table.Name)))}",
            ], ct);
    }

    /// <summary>
    /// Empties and drops all of them, and what was replaced with them, in one transaction, never with CASCADE. What is gone already, or has another name or oid than it had, is left alone,
    /// so it may be called again. Run outside a transaction.
    /// </summary>
    /// <param name="swapped">A moment after the swap's commit: a statement that began before it may be inside of a function that was replaced, and is waited for.</param>
    /// <param name="lockTimeout">Readers of tables that the retired ones refer to by foreign keys wait no longer than this.</param>
    /// <returns>Who holds the locks that were not to be had, or what has come to depend on a retired table; null when nothing is left.</returns>
    public static async Task<IReadOnlyList<SwapBlocker>?> DropAsync(
        NpgsqlConnection connection, SwapAfterwards afterwards, SnapshotMark swapped, TimeSpan lockTimeout, CancellationToken ct)
    {
        if (await EmptyAsync(connection, afterwards.Retired, lockTimeout, ct) is { } blockers)
        {
            return blockers;
        }

        var present = await PresentAsync(connection, afterwards.Retired, ct);
        var replaced = await ReplacedObjects.PresentAsync(connection, afterwards.Replaced, ct);
        if (present.Count + replaced.Count == 0)
        {
            return null;
        }

        if (replaced.Count > 0 && await OldSnapshots.WhoIsOlderAsync(connection, swapped, ct) is [_, ..] older)
        {
            return older;
        }

        IReadOnlyList<uint> oids = [.. present.Select(table => table.Oid)];
        IReadOnlyList<uint> locked = [.. oids, .. ReplacedObjects.Of(replaced, ReplacedKind.MaterializedView), .. await ReferencedAsync(connection, oids, ct)];

        // Readers of a table that is only referred to shall not wait behind us for one who sits on it.
        return await Lingerers.FindAsync(connection, locked, ct) is [_, ..] lingering
            ? lingering
            : await TryAsync(
                connection, lockTimeout, locked, [.. await ReplacedObjects.DropsAsync(connection, replaced, oids, ct), .. Drops(present)], ct);
    }

    private static IEnumerable<string> Drops(IReadOnlyList<RetiredTable> present) =>
        present.Count == 0 ? [] : [$"drop table {string.Join(", ", present.Select(table => Identifiers.Quote(table.Name)))}"];

    /// <summary>One transaction with a bound on all of its locks.</summary>
    private static async Task<IReadOnlyList<SwapBlocker>?> TryAsync(
        NpgsqlConnection connection, TimeSpan lockTimeout, IReadOnlyList<uint> locked, IReadOnlyList<string> statements, CancellationToken ct)
    {
        var budget = SwapSettings.Milliseconds((await SwapSettings.ReadAsync(connection, ct)).LockBudget(lockTimeout));
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await connection.RunAllAsync([$"set local statement_timeout = {budget}", $"set local lock_timeout = {budget}", .. statements], ct);
            await transaction.CommitAsync(CancellationToken.None);
            return null;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.DeadlockDetected)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return await SwapBlockers.FindAsync(connection, locked, [], ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DependentObjectsStillExist)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return [new SwapBlocker(0, null, null, null, e.MessageText)];
        }
    }

    private static async Task<List<RetiredTable>> PresentAsync(NpgsqlConnection connection, IReadOnlyList<RetiredTable> retired, CancellationToken ct)
    {
        var present = new List<RetiredTable>();
        foreach (var table in retired)
        {
            if ((await TableHead.FindAsync(connection, table.Name, ct))?.Oid == table.Oid)
            {
                present.Add(table);
            }
        }

        return present;
    }

    /// <summary>Other tables that these refer to by foreign keys.</summary>
    private static Task<List<uint>> ReferencedAsync(NpgsqlConnection connection, IReadOnlyList<uint> tables, CancellationToken ct) =>
        CatalogQuery.ReadAsync(
            connection, "select distinct confrelid from pg_constraint where contype = 'f' and conrelid = any($1) and confrelid <> all($1)",
            row => row.Oid(0), ct, CatalogQuery.Oids(tables));
}
