using System.Diagnostics;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>Takes all locks of a swap within one budget of time, in one round trip.</summary>
internal static class SwapLocks
{
    /// <returns>The stamp as it is under the locks, and the <see cref="Stopwatch"/> time at which the first lock was granted.</returns>
    /// <exception cref="PostgresException">The budget is used up.</exception>
    internal static async Task<(string Stamp, long HeldSince)> TakeAsync(NpgsqlConnection connection, SwapPlan plan, TimeSpan budget, CancellationToken ct)
    {
        var milliseconds = SwapSettings.Milliseconds(budget);
        await using var batch = SwapSql.Batch(connection,
        [
            // As one statement the locks share one statement_timeout, so that no reader waits longer than the budget, however many there are.
            $"set local statement_timeout = {milliseconds}",
            $"set local lock_timeout = {milliseconds}",
            $"do {Identifiers.Literal(Block(plan.Locks))}",
        ]);
        var stamp = new NpgsqlBatchCommand(
            $"select ({SwapStamp.Sql}), extract(epoch from clock_timestamp())::float8 - current_setting('bunnydb.first_lock')::float8");
        stamp.Parameters.Add(CatalogQuery.Oids(plan.StampedOids));
        batch.BatchCommands.Add(stamp);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var heldSince = Stopwatch.GetTimestamp() - (long)(reader.GetDouble(1) * Stopwatch.Frequency);
        return (reader.Text(0) ?? "", heldSince);
    }

    /// <summary>The moment of the first lock is kept in a setting of the transaction: only the server knows it.</summary>
    private static string Block(IReadOnlyList<string> locks)
    {
        var steps = locks.Select(statement => $"execute {Identifiers.Literal(statement)};").ToList();
        steps.Insert(1, "perform pg_catalog.set_config('bunnydb.first_lock', extract(epoch from pg_catalog.clock_timestamp())::text, true);");
        return $"begin {string.Join(' ', steps)} end";
    }
}
