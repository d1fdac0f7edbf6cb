using BunnyDb.Contracts.Faults;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Faults;
using Npgsql;

namespace BunnyDb.Integration.Faults;

/// <summary>Errors are where values leak: what real servers say of a row is told without the row.</summary>
[Collection(RealServers.Name)]
public sealed class FaultPolicyTests(PostgresFixture postgres)
{
    private const string Canary = "canary-row-7d2e";

    [Theory]
    [InlineData("raise exception 'bad value %', new.v", "P0001")]
    [InlineData("raise exception 'bad value %', new.v using errcode = 'check_violation', table = new.v, constraint = new.v", "23514")]
    [InlineData("raise exception 'bad value %', new.v using errcode = 'undefined_table'", "42P01")]
    [InlineData("raise exception 'bad value %', new.v using errcode = 'lock_not_available'", "55P03")]
    [InlineData("assert false, new.v", "P0004")]
    [InlineData("execute 'select ''' || new.v", "42601")]
    [InlineData("execute format('select %I', new.v)", "42703")]
    [InlineData("execute format('insert into %I values (1)', new.v)", "42P01")]
    [InlineData("perform new.v::int", "22P02")]
    public async Task What_a_trigger_says_of_a_row_stays_in_the_database(string body, string sqlState)
    {
        await using var connection = await ConnectAsync();
        await ExecuteAsync(connection, $"create function says() returns trigger language plpgsql as $$ begin {body}; return new; end $$");
        await ExecuteAsync(connection, "create trigger says before insert on t for each row execute function says()");
        foreach (var refusal in (Exception[])[await InsertAsync(connection), await CopyAsync(connection)])
        {
            var fault = FaultPolicy.Classify(refusal);
            fault.SqlState.ShouldBe(sqlState);
            fault.ToString().ShouldNotContain(Canary);
            FaultPolicy.Loggable(refusal).ToString().ShouldNotContain(Canary);
        }
    }

    [Theory]
    [InlineData("alter table t add constraint short check (length(v) < 5)", "short", "23514")]
    [InlineData("alter table t add w int not null", "\"w\"", "23502")]
    [InlineData("create unique index one_v on t ((left(v, 1)))", "one_v", "23505")]
    [InlineData("alter table t add constraint far exclude using hash (v with =)", "far", "23P01")]
    [InlineData("alter table t add constraint known foreign key (id) references t (other) not valid", "known", "23503")]
    [InlineData("create domain brief as text check (length(value) < 50); alter table t alter v type brief; alter domain brief add constraint tiny check (length(value) < 5) not valid", "tiny", "23514")]
    public async Task What_a_constraint_says_is_told_with_its_name(string strict, string name, string sqlState)
    {
        await using var connection = await ConnectAsync();
        await ExecuteAsync(connection, $"insert into t (id, v, other) values (1, '{Canary}', 1)");
        await ExecuteAsync(connection, $"delete from t where '{sqlState}' in ('23514', '23502')");
        await ExecuteAsync(connection, strict);
        foreach (var refusal in (Exception[])[await InsertAsync(connection), await CopyAsync(connection)])
        {
            var fault = FaultPolicy.Classify(refusal);
            (fault.Code, fault.SqlState).ShouldBe((FaultCode.ConstraintViolation, sqlState), refusal.Message);
            fault.Message.ShouldContain(name);
            fault.ToString().ShouldNotContain(Canary);
            FaultPolicy.Loggable(refusal).ToString().ShouldNotContain(Canary);
        }
    }

    [Fact]
    public async Task A_statement_of_ours_that_does_not_fit_is_told_in_the_servers_words()
    {
        await using var connection = await ConnectAsync();

        FaultPolicy.Classify(await RefusedAsync(() => ExecuteAsync(connection, "select 1 from nobody"))).Message.ShouldContain("\"nobody\"");
    }

    [Fact]
    public async Task Row_security_is_told_from_a_missing_grant()
    {
        await using var connection = await ConnectAsync();
        await ExecuteAsync(connection, "drop role if exists fault_policy_plain");
        await ExecuteAsync(connection, "create role fault_policy_plain; alter table t owner to fault_policy_plain; alter table t enable row level security, force row level security; create table closed (id int)");
        await ExecuteAsync(connection, "set role fault_policy_plain; set row_security = off");

        FaultPolicy.Classify(await RefusedAsync(() => ExecuteAsync(connection, "delete from t"))).Code.ShouldBe(FaultCode.RowSecurity);
        FaultPolicy.Classify(await RefusedAsync(() => ExecuteAsync(connection, "delete from closed"))).Code.ShouldBe(FaultCode.PermissionDenied);
        await ExecuteAsync(connection, "reset role; drop table t; drop role fault_policy_plain");
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var database = await postgres.CreateDatabaseAsync("fault_policy");
        database.Pooling = false;
        var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, "create table t (id int, v text, other int unique)");
        return connection;
    }

    private static Task<Exception> InsertAsync(NpgsqlConnection connection) =>
        RefusedAsync(() => ExecuteAsync(connection, $"insert into t (id, v, other) values (2, '{Canary}', 3)"));

    /// <summary>A COPY's context quotes the whole row.</summary>
    private static Task<Exception> CopyAsync(NpgsqlConnection connection) =>
        RefusedAsync(() => ExecuteAsync(connection, $"copy t (id, v, other) from program 'echo 2,{Canary},3' (delimiter ',')"));

    private static async Task<Exception> RefusedAsync(Func<Task> refused) => await Should.ThrowAsync<PostgresException>(refused);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
