using BunnyDb.Contracts.Values;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>What a committed swap left to do, whoever comes to do it. It may be run again.</summary>
public static class SwapEnd
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Empties the old tables, validates constraints, and tries to drop the old tables until <paramref name="patience"/> is over. Run outside a transaction.</summary>
    /// <param name="whileBlocked">Told who keeps them, before each further try.</param>
    /// <returns>A sentence for everything that is not as it was: a constraint that rows violate, an old table that is still there.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(
        NpgsqlConnection connection, SwapAfterwards afterwards, TimeSpan patience, Func<string, Task> whileBlocked, CancellationToken ct)
    {
        var swapped = await OldSnapshots.MarkAsync(connection, ct);

        // First, because a row of an old table would keep the row that it refers to from being deleted.
        await RetiredTables.EmptyAsync(connection, afterwards.Retired, LockTimeout, ct);
        List<string> warnings = [.. (await Validation.RunAsync(connection, afterwards.ToValidate, ct)).Select(constraint => constraint.IsViolated)];
        var until = DateTime.UtcNow + patience;
        while (await RetiredTables.DropAsync(connection, afterwards, swapped, LockTimeout, ct) is { } blockers)
        {
            var named = string.Join("; ", blockers.Select(blocker => $"pid {blocker.Pid} ({blocker.Application}): {blocker.What}"));
            if (DateTime.UtcNow >= until)
            {
                warnings.Add($"The old table {string.Join(", ", Names(afterwards))} is still there, because of {named}. Drop it by hand.");
                break;
            }

            await whileBlocked(named);
            await Task.Delay(Pause, ct);
        }

        return warnings;
    }

    private static IEnumerable<QualifiedTable> Names(SwapAfterwards afterwards) =>
        [.. afterwards.Retired.Select(table => table.Name), .. afterwards.Replaced.Select(replaced => replaced.Name)];
}
