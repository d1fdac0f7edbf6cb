using Npgsql;

namespace BunnyDb.Postgres.Faults;

/// <summary>
/// A server's message as it may be shown: when it can hold names of objects and limits only. One that may hold a row's value must not leave the
/// database; whoever needs it finds it in the database's own log.
/// </summary>
internal static class ServerMessage
{
    internal static string Of(PostgresException e) => e.SqlState switch
    {
        _ when IsOfNamesOnly(e) => e.MessageText,
        ['2', '2', ..] => $"A value was refused by the destination (SQLSTATE {e.SqlState}).",
        _ => $"A function of the database raised an exception, or failed at a row (SQLSTATE {e.SqlState}); the database's own log has its message.",
    };

    internal static bool IsOfNamesOnly(PostgresException e) => e switch
    {
        // Data exceptions quote the value, and P0 is PL/pgSQL's own.
        { SqlState: ['2', '2', ..] or ['P', '0', ..] } => false,

        // Where PL/pgSQL and PL/Python report what a function raises: whatever its author likes, under any SQLSTATE.
        { Routine: "exec_stmt_raise" or "exec_stmt_assert" or "PLy_elog_impl" or "PLy_elog" } => false,

        // Neither a function was running nor a row at hand.
        { Where: null or "" } => true,

        // A statement that a function puts together may hold a value, and so may a message about the statement. These are about what exists:
        // constraints (23), locks (40, 55), the server and its disk (53, 57, 58), and what a role may not do.
        { SqlState: ['2', '3', ..] or ['4', '0', ..] or ['5', '3', ..] or ['5', '5', ..] or ['5', '7', ..] or ['5', '8', ..] or PostgresErrorCodes.InsufficientPrivilege } => true,
        _ => false,
    };
}
