using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>Settings of the session that a swap changes and gives back, and the server's patience with deadlocks.</summary>
internal sealed record SwapSettings(
    string LockTimeout, string StatementTimeout, string CheckFunctionBodies, string DefaultTablespace, string RowSecurity, TimeSpan DeadlockTimeout)
{
    internal static async Task<SwapSettings> ReadAsync(NpgsqlConnection connection, CancellationToken ct) =>
        (await CatalogQuery.ReadAsync(
            connection,
            """
            select current_setting('lock_timeout'), current_setting('statement_timeout'), current_setting('check_function_bodies'), current_setting('default_tablespace'), current_setting('row_security'),
                   (select setting::int from pg_settings where name = 'deadlock_timeout')
            """,
            row => new SwapSettings(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), TimeSpan.FromMilliseconds(row.GetInt32(5))), ct)).Single();

    /// <summary>
    /// Less than the time after which a session that waits for us would look for a deadlock: then it is always our try that gives way, and never a reader's.
    /// </summary>
    internal TimeSpan LockBudget(TimeSpan lockTimeout) => lockTimeout < DeadlockTimeout * 0.8 ? lockTimeout : DeadlockTimeout * 0.8;

    /// <param name="timeout">Of each statement.</param>
    /// <param name="lockTimeout">What is left for a lock that could not be asked for before: a sequence that a session draws from.</param>
    internal static IReadOnlyList<string> Begin(TimeSpan timeout, TimeSpan lockTimeout) =>
    [
        $"set local statement_timeout = {Milliseconds(timeout)}",
        $"set local lock_timeout = {Milliseconds(lockTimeout)}",

        // Bodies of functions are text that was checked when it was written, and that our search_path does not fit.
        "set local check_function_bodies = off",

        // A materialized view is filled with what its owner may see; off, that owner would get an error instead.
        "set local row_security = on",
    ];

    /// <summary>For a setting, where 0 would mean for ever.</summary>
    internal static long Milliseconds(TimeSpan time) => Math.Max(1, (long)time.TotalMilliseconds);

    internal IReadOnlyList<string> Restore() =>
    [
        $"set local lock_timeout = {Identifiers.Literal(LockTimeout)}",
        $"set local statement_timeout = {Identifiers.Literal(StatementTimeout)}",
        $"set local check_function_bodies = {Identifiers.Literal(CheckFunctionBodies)}",
        $"set local default_tablespace = {Identifiers.Literal(DefaultTablespace)}",
        $"set local row_security = {Identifiers.Literal(RowSecurity)}",
    ];
}
