using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Security.Authentication;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Peers;
using Npgsql;

namespace BunnyDb.Postgres.Faults;

/// <summary>
/// Every exception is classified here, once, by SQLSTATE and type, never by its text. What is not known asks for a person.
/// Source: PostgreSQL manual, appendix A "PostgreSQL Error Codes".
/// </summary>
public static class FaultPolicy
{
    private const string Peer = "bunnydb peer";

    /// <summary>Notes with an exception whose connection could not be opened; a driver's exception does not say.</summary>
    public static void Locate(Exception exception, PeerAddress peer) => exception.Data[Peer] = peer.ToString();

    public static Fault Classify(Exception exception)
    {
        var fault = Judge(exception);
        return exception.Data[Peer] is string peer ? fault with { Message = $"{peer}: {fault.Message}" } : fault;
    }

    private static Fault Judge(Exception exception) => exception switch
    {
        FaultException known => known.Fault,
        PostgresException server => ByState(server),
        NpgsqlException { InnerException: AuthenticationException } => new Fault(
            FaultKind.Halt, FaultCode.AuthenticationFailed, "The TLS handshake with a database failed.", "Check the peer's ssl_mode and ssl_root_cert."),
        NpgsqlException or SocketException or IOException or TimeoutException or EndOfStreamException => Away(),
        AggregateException { InnerException: { } inner } => Classify(inner),
        ObjectDisposedException => Away(),
        _ => new Fault(
            FaultKind.Halt, FaultCode.Unexpected, $"{exception.GetType().Name}: {exception.Message}",
            "This is not a fault that BunnyDb knows. See the service's log, then resume; report it if it stays."),
    };

    /// <summary>
    /// The exception as a log may show it: a server's own becomes its fault, at the same place in the code, because its message and its context may
    /// quote a row.
    /// </summary>
    public static Exception Loggable(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is PostgresException)
            {
                return ExceptionDispatchInfo.SetRemoteStackTrace(new FaultException(Classify(exception)), exception.StackTrace ?? "");
            }
        }

        return exception;
    }

    private static Fault Away() => new(
        FaultKind.Transient, FaultCode.DatabaseUnavailable, "A database cannot be reached, or the connection broke.",
        "Nothing to do if it comes back: BunnyDb goes on trying. Otherwise check the peers with POST /v1/peers/{name}/test.");

    private static Fault ByState(PostgresException e)
    {
        // Who raises an exception names any table and any constraint: what need not be a name is left out like the message.
        var isOfNames = ServerMessage.IsOfNamesOnly(e);
        var table = !isOfNames || e.TableName is null ? null : e.SchemaName is null ? e.TableName : $"{e.SchemaName}.{e.TableName}";
        Fault Make(FaultKind kind, string code, string remedy) =>
            new(kind, code, ServerMessage.Of(e), remedy, table, null, e.SqlState, isOfNames ? e.ConstraintName : null);

        return e.SqlState switch
        {
            PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ConfigurationLimitExceeded => Make(
                FaultKind.Transient, FaultCode.TooManyConnections, "BunnyDb goes on trying; raise max_connections or max_wal_senders if it stays."),
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable => Make(
                FaultKind.Transient, FaultCode.RetryableConflict, "Nothing to do: BunnyDb tries again."),
            PostgresErrorCodes.ObjectInUse => Make(
                FaultKind.Transient, FaultCode.SlotInUse, "The slot is still used by another connection; BunnyDb goes on trying."),
            PostgresErrorCodes.DiskFull => Make(FaultKind.Halt, FaultCode.DiskFull, "Free disk space on that database's server, then resume."),
            PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources => Make(
                FaultKind.Transient, FaultCode.DatabaseUnavailable, "BunnyDb goes on trying; look at that server's memory if it stays."),
            PostgresErrorCodes.ObjectNotInPrerequisiteState when e.Routine == "CheckLogicalDecodingRequirements" => Make(
                FaultKind.Halt, FaultCode.WalLevel, "Set wal_level = logical on the source and restart it, then resume; a mirror that has failed is brought back by POST resync."),
            PostgresErrorCodes.InsufficientPrivilege when e.Routine == "check_enable_rls" => Make(
                FaultKind.Halt, FaultCode.RowSecurity, "Let the peer's role pass row-level security (alter role … bypassrls), or use the table's owner without FORCE ROW LEVEL SECURITY; then resume."),
            PostgresErrorCodes.InsufficientPrivilege => Make(
                FaultKind.Halt, FaultCode.PermissionDenied, "Grant the peer's role the missing privilege, then resume."),
            PostgresErrorCodes.ReadOnlySqlTransaction => Make(
                FaultKind.Transient, FaultCode.ReadOnly, "The destination is read-only (a standby?). Point the peer at the primary."),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => Make(
                FaultKind.Halt, FaultCode.AuthenticationFailed, "Correct the peer's user or password (PUT /v1/peers/{name}), then resume."),
            PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedObject
                or PostgresErrorCodes.DatatypeMismatch or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedFunction
                or "428C9" => Make( // generated_always
                FaultKind.Halt, FaultCode.SchemaMismatch, "Make the destination's table fit the source's (sync-schema), then resume."),
            PostgresErrorCodes.IdleSessionTimeout or "25P03" or PostgresErrorCodes.QueryCanceled => Make( // 25P03: idle_in_transaction_session_timeout
                FaultKind.Transient, FaultCode.DatabaseUnavailable, "Nothing to do: BunnyDb tries again."),
            ['2', '3', ..] => Make(
                FaultKind.Halt, FaultCode.ConstraintViolation, "Change the row or the constraint on the destination so that the source's change fits, then resume."),
            ['2', '2', ..] => Make(
                FaultKind.Halt, FaultCode.SchemaMismatch, "A value does not fit its destination column. Run sync-schema, which shows with dry_run what it would do, or widen the column; then resume."),
            ['0', '8', ..] or ['5', '7', 'P', ..] => Away() with { SqlState = e.SqlState },
            _ => Make(FaultKind.Halt, FaultCode.Unexpected, "PostgreSQL refused a statement in a way that BunnyDb does not know. See its message, mend the cause, then resume."),
        };
    }
}
