using System.Net;
using System.Text.Json;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>Constraints that rows break, through whatever makes or fills a table: checks that are NOT VALID, and foreign keys.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class NotValidTests(BrokerStack stack)
{
    private const string Schema =
        """
        create table t (id int primary key, v int);
        insert into t select n, n - 10 from generate_series(1, 1000) n;
        alter table t add constraint vpos check (v > 0) not valid
        """;

    private const string Checks = "select concat_ws(' ', conname, pg_get_constraintdef(oid)) from pg_constraint where conrelid = 't'::regclass and contype = 'c' order by 1";

    private static readonly TablePair[] Tables = ["public.t"];

    [Theory(Timeout = 180_000)]
    [InlineData("truncate", "public.t")]
    [InlineData("truncate", null)]
    [InlineData("swap", "public.t")]
    public async Task A_resync_copies_rows_that_break_a_check_and_keeps_the_check(string strategy, string? table)
    {
        await using var scenario = await Scenario.BeginAsync(stack, $"not_valid_{strategy}{(table is null ? "_all" : "")}");
        await scenario.Source.ExecuteAsync(Schema);
        await scenario.StartMirrorAsync(Tables, ("resync_strategy", strategy));
        await scenario.Destination.ExecuteAsync("delete from t where id < 5");
        await (await Resync.StartAsync(scenario, table)).SucceededAsync();
        await scenario.Source.ExecuteAsync("update t set v = 1 where id = 1; insert into t values (2000, 1)");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), Tables);
        (await scenario.Destination.ColumnAsync(Checks)).ShouldBe(["vpos CHECK ((v > 0)) NOT VALID"]);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.EndAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_sync_adds_such_a_check_once_and_validates_it_when_the_source_has()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "not_valid_sync");
        await scenario.Source.ExecuteAsync(Schema);
        await scenario.StartMirrorAsync(Tables);
        (await SyncAsync(scenario)).ShouldBeEmpty();

        await scenario.Source.ExecuteAsync("alter table t add constraint small check (v < 900) not valid");
        await SyncAsync(scenario);
        (await scenario.Destination.ColumnAsync(Checks)).ShouldBe(["small CHECK ((v < 900)) NOT VALID", "vpos CHECK ((v > 0)) NOT VALID"]);
        (await SyncAsync(scenario)).ShouldBeEmpty();

        await scenario.Source.ExecuteAsync("delete from t where v <= 0; alter table t validate constraint vpos");
        (await SyncAsync(scenario)).ShouldHaveSingleItem().GetProperty("status").GetString().ShouldBe("applied");
        (await scenario.Destination.ColumnAsync(Checks)).ShouldBe(["small CHECK ((v < 900)) NOT VALID", "vpos CHECK ((v > 0))"]);
        await scenario.EndAsync();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("truncate")]
    [InlineData("swap")]
    public async Task A_foreign_key_that_rows_violate_starts_the_mirror_and_is_named_in_its_log(string strategy)
    {
        TablePair[] tables = ["public.p", "public.c"];
        await using var scenario = await Scenario.BeginAsync(stack, $"violated_key_{strategy}");
        await scenario.Source.ExecuteAsync(
            """
            create table p (id int primary key);
            create table c (id int primary key, p int constraint violated references p);
            insert into p values (1);
            set session_replication_role = replica; insert into c values (1, 1), (2, 99); reset session_replication_role
            """);
        await scenario.StartMirrorAsync(tables, ("resync_strategy", strategy));
        await ShouldBeNamedAsync(scenario);
        await scenario.Source.ExecuteAsync("insert into p values (2); insert into c values (3, 2); update c set id = 4 where id = 2");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), tables);

        await (await Resync.StartAsync(scenario, "public.c")).SucceededAsync();
        await scenario.Source.ExecuteAsync("delete from c where id = 3; delete from p where id = 2");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), tables);
        await ShouldBeNamedAsync(scenario);
        await scenario.EndAsync();
    }

    private static async Task ShouldBeNamedAsync(Scenario scenario)
    {
        (await scenario.Destination.ScalarAsync<bool>("select convalidated from pg_constraint where contype = 'f' and conrelid = 'c'::regclass")).ShouldBeFalse();
        (await scenario.Api.GetAsync($"/v1/mirrors/{scenario.Name}/logs")).ShouldHaveStatus(HttpStatusCode.OK).Text.ShouldContain("violated on public.c is there, but NOT VALID");
    }

    private static async Task<List<JsonElement>> SyncAsync(Scenario scenario) =>
        [.. (await scenario.Api.PostAsync($"/v1/mirrors/{scenario.Name}/sync-schema")).ShouldHaveStatus(HttpStatusCode.OK).Body.GetProperty("steps").EnumerateArray()];
}
