using System.Net;
using System.Text.Json;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios;

/// <summary>The source's tables change while they are mirrored: what can be followed is, what cannot is said, and nothing is lost meanwhile.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class SyncSchemaTests(BrokerStack stack)
{
    [Fact(Timeout = 180_000)]
    public async Task Columns_follow_under_load_and_a_sync_beside_writers_brings_the_rest()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "sync_schema");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables);
        await using (var writers = Writers.Start(scenario.Source, 1))
        {
            await scenario.Source.ExecuteAsync("alter table account add column branch int not null default 7; alter table document add column author text");
            await scenario.Source.ExecuteAsync("update account set branch = 8 where id < 10; update document set author = 'me' where id < 10");
            await WaitFor.TrueAsync(
                "the columns have followed", TimeSpan.FromSeconds(30),
                () => scenario.Destination.ScalarAsync<bool>("select count(*) = 2 from pg_attribute where attrelid in ('account'::regclass, 'document'::regclass) and attname in ('branch', 'author')"));
            await scenario.Source.ExecuteAsync("alter table account alter column branch type bigint; alter table document alter column title set default 'none'; create index account_branch on account (branch)");
            await scenario.Source.ExecuteAsync("alter table account drop column note");

            var planned = await SyncAsync(scenario, "?dry_run=true");
            planned.GetProperty("dry_run").GetBoolean().ShouldBeTrue();
            (await scenario.Destination.ScalarAsync<long>("select count(*) from pg_indexes where indexname = 'account_branch'")).ShouldBe(0);

            var steps = await SyncAsync(scenario);
            steps.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("status").GetString()).Distinct().ShouldBe(["applied"], steps.ToString());
            await writers.StopAsync();
        }

        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        (await SyncAsync(scenario)).GetProperty("steps").GetArrayLength().ShouldBe(0);
        (await scenario.Destination.ScalarAsync<string>("select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'account'::regclass and attname = 'branch'")).ShouldBe("bigint");
        (await scenario.Destination.ScalarAsync<long>("select count(*) from pg_attribute where attrelid = 'account'::regclass and attname = 'note'")).ShouldBe(0);
        (await scenario.Mirror.StatusAsync()).ShouldBe("RUNNING");
        await scenario.EndAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_volatile_default_halts_and_the_sync_marks_the_table()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "sync_volatile");
        await scenario.Source.ExecuteAsync("create table t (id int primary key, v varchar(10), n numeric(10,4)); insert into t values (1, 'a', 1.5)");
        await scenario.StartMirrorAsync(["public.t"]);
        await scenario.Source.ExecuteAsync("alter table t add column token uuid default gen_random_uuid(); insert into t (id) values (2)");
        var error = await scenario.Mirror.WaitForFaultAsync(TimeSpan.FromSeconds(30));
        (error.GetProperty("code").GetString(), error.GetProperty("table").GetString(), error.GetProperty("column").GetString()).ShouldBe(("schema_mismatch", "public.t", "token"));
        error.GetProperty("remedy").GetString()!.ShouldContain("sync-schema");

        // What would lose something, and what a view depends on, is refused and named; the rest is done.
        await scenario.Source.ExecuteAsync("alter table t alter column n type numeric(10,2); alter table t alter column v type varchar(20)");
        await scenario.Destination.ExecuteAsync("create view seen as select v from t");
        var steps = (await SyncAsync(scenario)).GetProperty("steps").EnumerateArray().ToList();
        Step(steps, "token").GetProperty("status").GetString().ShouldBe("applied");
        Step(steps, "\"n\"").GetProperty("status").GetString().ShouldBe("refused");
        Step(steps, "\"v\"").GetProperty("reason").GetString()!.ShouldContain("seen");
        Step(steps, "\"v\"").GetProperty("remedy").GetString().ShouldNotBeNullOrEmpty();

        await scenario.Mirror.ResumeAsync();
        await WaitFor.TrueAsync("the new row is there", TimeSpan.FromSeconds(30), () => scenario.Destination.ScalarAsync<bool>("select exists (select from t where id = 2 and token is not null)"));
        (await scenario.Mirror.GetAsync()).GetProperty("tables")[0].GetProperty("status").GetString().ShouldBe("NEEDS_RESYNC");
        await scenario.EndAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_new_label_of_an_enum_halts_and_the_sync_brings_it_to_its_place()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "sync_labels");
        await scenario.Source.ExecuteAsync("create type mood as enum ('sad', 'glad'); create table t (id int primary key, m mood, all_of mood[]); insert into t values (1, 'sad', '{glad}')");
        await scenario.StartMirrorAsync(["public.t"]);
        await scenario.Source.ExecuteAsync("alter type mood add value 'so-so' before 'glad'; alter type mood add value 'over the moon'");
        await scenario.Source.ExecuteAsync("insert into t values (2, 'so-so', '{sad,over the moon}')");
        var error = await scenario.Mirror.WaitForFaultAsync(TimeSpan.FromSeconds(30));
        error.GetProperty("code").GetString().ShouldBe("schema_mismatch");
        error.GetProperty("remedy").GetString()!.ShouldContain("sync-schema");

        var steps = await SyncAsync(scenario);
        steps.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("status").GetString()).ShouldBe(["applied", "applied"], steps.ToString());
        await scenario.Mirror.ResumeAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), ["public.t"]);
        (await scenario.Destination.ScalarAsync<string>("select enum_range(null::mood)::text")).ShouldBe("{sad,so-so,glad,\"over the moon\"}");
        await scenario.EndAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_paused_mirror_is_synced_and_a_killed_applier_leaves_no_half_of_it()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "sync_paused");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables);
        await scenario.Mirror.PauseAsync();
        await scenario.Source.ExecuteAsync("alter table account add column branch int default 7; alter table account drop column note; insert into account values (5000, 1, 1, 9)");

        // The sync waits for a table that somebody holds, and dies with its applier; the next applier does it whole.
        await using var holder = await scenario.Destination.OpenConnectionAsync();
        await using var holding = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("lock table account in access share mode");
        var asked = scenario.Api.PostAsync($"/v1/mirrors/{scenario.Name}/sync-schema");
        await WaitFor.TrueAsync(
            "the sync waits for the table", TimeSpan.FromSeconds(30),
            () => scenario.Destination.ScalarAsync<bool>("select exists (select from pg_locks where relation = 'account'::regclass and not granted)"));
        (await scenario.Mirror.StatusAsync()).ShouldBe("SYNCING_SCHEMA");
        await stack.Part("applier").KillAsync();
        await holding.RollbackAsync();
        await stack.Part("applier").StartAsync();
        (await asked).ShouldHaveStatus(HttpStatusCode.OK, HttpStatusCode.Accepted);
        await scenario.Mirror.WaitForAsync("PAUSED");
        (await scenario.Destination.ColumnAsync("select attname from pg_attribute where attrelid = 'account'::regclass and attnum > 0 and not attisdropped order by attnum"))
            .ShouldBe(["id", "balance", "stamp", "branch"]);

        await scenario.Mirror.ResumeAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), Bank.Tables);
        await scenario.EndAsync();
    }

    private static async Task<JsonElement> SyncAsync(Scenario scenario, string query = "") =>
        (await scenario.Api.PostAsync($"/v1/mirrors/{scenario.Name}/sync-schema{query}")).ShouldHaveStatus(HttpStatusCode.OK).Body;

    private static JsonElement Step(IEnumerable<JsonElement> steps, string named) => steps.First(step => step.GetProperty("statement").GetString()!.Contains(named, StringComparison.Ordinal));
}
