using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Peers;
using BunnyDb.Postgres.Faults;
using Npgsql;

namespace BunnyDb.Unit.Faults;

/// <summary>What a server says as it is shown; the Integration test of the same name has real servers say it.</summary>
public sealed class FaultPolicyTests
{
    private const string Canary = "canary-row-7d2e";
    private const string InTrigger = "PL/pgSQL function audit() line 3 at SQL statement";
    private const string AtRow = $"COPY t, line 1: \"{Canary}\"";

    [Theory]
    [InlineData(PostgresErrorCodes.CheckViolation, "exec_stmt_raise", InTrigger)]
    [InlineData(PostgresErrorCodes.LockNotAvailable, "exec_stmt_raise", InTrigger)]
    [InlineData(PostgresErrorCodes.CheckViolation, "PLy_elog_impl", "PL/Python function \"audit\"")]
    [InlineData(PostgresErrorCodes.RaiseException, "exec_stmt_raise", InTrigger)]
    [InlineData(PostgresErrorCodes.InvalidTextRepresentation, "pg_strtoint32_safe", null)]
    [InlineData(PostgresErrorCodes.SyntaxError, "scanner_yyerror", InTrigger)]
    [InlineData(PostgresErrorCodes.UndefinedTable, "parserOpenTable", InTrigger)]
    [InlineData(PostgresErrorCodes.ExternalRoutineException, "plperl_call_perl_func", "PL/Perl function \"audit\"")]
    [InlineData(PostgresErrorCodes.InternalError, "", AtRow)]
    public void What_may_quote_a_row_is_not_repeated(string sqlState, string routine, string? where)
    {
        var fault = FaultPolicy.Classify(Refusal(sqlState, Canary, routine, where, table: Canary));

        fault.ToString().ShouldNotContain(Canary);
        fault.SqlState.ShouldBe(sqlState);
        fault.Message.ShouldContain(sqlState);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.CheckViolation, "ExecConstraints", null)]
    [InlineData(PostgresErrorCodes.CheckViolation, "ExecConstraints", AtRow)]
    [InlineData(PostgresErrorCodes.UniqueViolation, "_bt_check_unique", InTrigger)]
    [InlineData(PostgresErrorCodes.UndefinedTable, "parserOpenTable", null)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege, "aclcheck_error", InTrigger)]
    [InlineData(PostgresErrorCodes.DiskFull, "mdextend", AtRow)]
    [InlineData(PostgresErrorCodes.QueryCanceled, "ProcessInterrupts", AtRow)]
    [InlineData(PostgresErrorCodes.InternalError, "", null)]
    public void What_only_names_objects_is_told_in_the_servers_words(string sqlState, string routine, string? where)
    {
        var fault = FaultPolicy.Classify(Refusal(sqlState, "relation \"t\" and so on", routine, where, table: "t"));

        (fault.Message, fault.Table).ShouldBe(("relation \"t\" and so on", "t"));
    }

    [Fact]
    public void A_connection_that_cannot_be_opened_says_to_where_and_keeps_the_password()
    {
        var refused = new NpgsqlException("refused", new System.Net.Sockets.SocketException());
        FaultPolicy.Classify(refused).Message.ShouldBe("A database cannot be reached, or the connection broke.");
        FaultPolicy.Locate(refused, new PeerAddress("host", 5433, "bunny", Canary, "shop", PeerSslMode.Require, null));
        FaultPolicy.Classify(refused).Message.ShouldBe("bunny@host:5433/shop: A database cannot be reached, or the connection broke.");
    }

    [Fact]
    public void A_source_that_no_longer_decodes_says_which_setting_it_lacks()
    {
        var fault = FaultPolicy.Classify(Refusal(
            PostgresErrorCodes.ObjectNotInPrerequisiteState, "logical decoding requires wal_level >= logical", "CheckLogicalDecodingRequirements", null, table: "t"));

        (fault.Kind, fault.Code).ShouldBe((FaultKind.Halt, FaultCode.WalLevel));
        fault.Remedy.ShouldContain("wal_level = logical");
    }

    [Fact]
    public async Task A_log_shows_where_a_server_refused_and_neither_its_message_nor_its_context()
    {
        async Task RefuseAsync(Exception refusal)
        {
            await Task.Yield();
            throw refusal;
        }

        var server = Refusal(PostgresErrorCodes.NotNullViolation, Canary, "exec_stmt_raise", AtRow, table: Canary);
        foreach (var refusal in (Exception[])[server, new FaultException(FaultPolicy.Classify(server), server), new InvalidOperationException("wrapped", server)])
        {
            var thrown = await Should.ThrowAsync<Exception>(() => RefuseAsync(refusal));
            var shown = FaultPolicy.Loggable(thrown).ToString();
            shown.ShouldNotContain(Canary);
            shown.ShouldContain(nameof(RefuseAsync));
        }

        var ours = new InvalidOperationException("ours");
        FaultPolicy.Loggable(ours).ShouldBeSameAs(ours);
    }

    private static PostgresException Refusal(string sqlState, string message, string routine, string? where, string table) => new(
        message, "ERROR", "ERROR", sqlState, where: where, tableName: table, constraintName: table, routine: routine);
}
