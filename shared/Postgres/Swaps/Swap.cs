using System.Diagnostics;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using BunnyDb.Postgres.Swaps.Carrying;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>One try of a swap inside the caller's transaction.</summary>
public static class Swap
{
    /// <summary>The main lane stands meanwhile, in a transaction that must not be idle for fifteen seconds.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(6);

    private const string Savepoint = "bunnydb_swap";

    /// <summary>
    /// Locks, looks whether the plan still holds, and swaps. The transaction is READ COMMITTED and has locked nothing of these tables yet; on any outcome
    /// it can be used further. The caller commits.
    /// </summary>
    /// <param name="lockTimeout">No reader waits longer for this try, also not when it fails.</param>
    /// <exception cref="InvalidOperationException">The plan has obstacles or no shadows.</exception>
    /// <exception cref="PostgresException">A statement failed for another reason than the outcomes tell.</exception>
    /// <param name="workTimeout">No statement under the locks takes longer; null: as <paramref name="lockTimeout"/>.</param>
    public static async Task<SwapOutcome> TryAsync(
        NpgsqlTransaction transaction, SwapPlan plan, TimeSpan lockTimeout, CancellationToken ct, TimeSpan? workTimeout = null)
    {
        if (plan.Statements.Count == 0)
        {
            throw new InvalidOperationException($"There is no plan to swap {string.Join(", ", plan.Pairs.Select(pair => pair.Live))} by.");
        }

        var connection = transaction.Connection!;
        var settings = await SwapSettings.ReadAsync(connection, ct);
        await transaction.SaveAsync(Savepoint, ct);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var budget = settings.LockBudget(lockTimeout);
            var (stamp, heldSince) = await SwapLocks.TakeAsync(connection, plan, budget, ct);
            var lockWait = Stopwatch.GetElapsedTime(started);
            if (stamp != plan.Stamp)
            {
                await transaction.RollbackAsync(Savepoint, CancellationToken.None);
                return new SwapOutcome.Changed();
            }

            var leftover = await RunAsync(connection, plan, [.. SwapSettings.Begin(workTimeout ?? lockTimeout, budget - lockWait), .. plan.Statements, .. settings.Restore()], ct);
            if (leftover.Count > 0)
            {
                await transaction.RollbackAsync(Savepoint, CancellationToken.None);
                return new SwapOutcome.Leftover(leftover);
            }

            return new SwapOutcome.Swapped(lockWait, heldSince, [.. plan.Subjects.Select(subject => subject.ShadowOid)]);
        }
        catch (PostgresException e)
        {
            var waited = Stopwatch.GetElapsedTime(started);
            await transaction.RollbackAsync(Savepoint, CancellationToken.None);
            switch (e.SqlState)
            {
                case PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.DeadlockDetected:
                    return new SwapOutcome.Blocked(e.MessageText, waited, await SwapBlockers.FindAsync(connection, plan.AlteredOids, plan.ReferencedOids, ct));
                case PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject:
                    // A name that was free when the plan was read is taken now.
                    return new SwapOutcome.Changed();
                case PostgresErrorCodes.DependentObjectsStillExist:
                    return new SwapOutcome.Leftover([e.MessageText]);
                default:
                    throw;
            }
        }
    }

    /// <summary>
    /// Makes PostgreSQL cancel an autovacuum on these tables, which a short try would never outwait; no reader or writer waits for it. Run outside a
    /// transaction, before a try. One that guards against wraparound does not leave and is returned.
    /// </summary>
    public static async Task<IReadOnlyList<SwapBlocker>> AskAutovacuumToLeaveAsync(
        NpgsqlConnection connection, IReadOnlyList<QualifiedTable> tables, CancellationToken ct)
    {
        var settings = await SwapSettings.ReadAsync(connection, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            // The server looks who is in the way after its deadlock_timeout, and sends an autovacuum away then.
            await connection.RunAllAsync(
            [
                $"set local lock_timeout = {SwapSettings.Milliseconds(Shorter(settings.DeadlockTimeout + TimeSpan.FromSeconds(2), LongestWait))}",
                $"lock table {string.Join(", ", tables.Order().Select(table => $"only {Identifiers.Quote(table)}"))} in share update exclusive mode",
            ], ct);
            await transaction.RollbackAsync(CancellationToken.None);
            return [];
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            var oids = new List<uint>();
            foreach (var table in tables)
            {
                oids.AddRange((await TableHead.FindAsync(connection, table, ct)) is { } head ? [head.Oid] : (uint[])[]);
            }

            return await SwapBlockers.FindVacuumsAsync(connection, oids, ct);
        }
    }

    /// <summary>
    /// Everything in one round trip, so that the locks are held for the server's work alone. What still refers to what is dropped afterwards, and is not dropped with it, comes last.
    /// </summary>
    private static async Task<List<string>> RunAsync(
        NpgsqlConnection connection, SwapPlan plan, IReadOnlyList<string> statements, CancellationToken ct)
    {
        await using var batch = SwapSql.Batch(connection, statements);
        var leftover = new NpgsqlBatchCommand($"select description from ({Dependant.Sql}) dependant where catalog <> 'pg_proc' or objid <> all($2)");
        leftover.Parameters.Add(CatalogQuery.Oids([.. plan.Subjects.Select(subject => subject.LiveOid), .. ReplacedObjects.Of(plan.Afterwards.Replaced, ReplacedKind.MaterializedView)]));
        leftover.Parameters.Add(CatalogQuery.Oids(ReplacedObjects.Of(plan.Afterwards.Replaced, ReplacedKind.Routine)));
        batch.BatchCommands.Add(leftover);
        var objects = new List<string>();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        do
        {
            // Of the statements that give rows only the last one gives text.
            objects.Clear();
            while (await reader.ReadAsync(ct))
            {
                objects.Add(reader.GetValue(0).ToString()!);
            }
        }
        while (await reader.NextResultAsync(ct));
        return objects;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
