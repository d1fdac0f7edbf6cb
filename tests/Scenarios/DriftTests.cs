using System.Net;
using System.Text.Json;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios;

/// <summary>Somebody else has written to the destination: of rows the source wins, and it shows; what any other constraint forbids halts.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class DriftTests(BrokerStack stack)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>Values that no log may hold, whoever wrote them.</summary>
    private static readonly string[] Values = ["wolfgang", "amadeus", "theophilus", "98765432", "13571357"];

    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_source_wins_is_counted_and_named_in_the_log_without_a_value(bool inOneBurst)
    {
        await using var scenario = await Scenario.BeginAsync(stack, inOneBurst ? "drift_burst" : "drift_rows");
        await scenario.Source.ExecuteAsync(
            """
            create table person (id int, region int, name text, body text, primary key (region, id));
            alter table person alter body set storage external;
            create table line (a int, name text);
            alter table line replica identity full;
            create table numbered (id int primary key, no bigint generated always as identity, name text);
            create table price (amount numeric primary key, name text, body text);
            alter table price alter body set storage external;
            create table ruled (id int primary key, name text);
            create table parent (id int primary key, name text);
            create table calm (id int primary key, name text);
            insert into person select n, n % 3, 'name ' || n, 'body' from generate_series(1, 30) n;
            insert into line select n, 'name ' || n from generate_series(1, 10) n;
            insert into numbered (id, name) select n, 'name ' || n from generate_series(1, 10) n;
            insert into price select n, 'name ' || n, repeat('x', 9000) from generate_series(1, 10) n;
            insert into ruled select n, 'name' from generate_series(1, 10) n;
            insert into parent select n, 'name' from generate_series(1, 10) n;
            insert into calm select n, 'name' from generate_series(1, 10) n
            """);
        TablePair[] tables = ["public.person", "public.line", "public.numbered", "public.price", "public.ruled", "public.calm"];
        await scenario.StartMirrorAsync([.. tables, "public.parent"]);
        await scenario.Destination.ExecuteAsync(
            """
            delete from person where id in (1, 2, 3, 4);
            insert into person values (100, 1, 'theophilus', 'somebody else''s'), (101, 1, 'theophilus', null), (105, 1, 'theophilus', null);
            update person set name = 'theophilus', body = 'drifted' where id in (10, 11);
            delete from line where a in (1, 2);
            insert into numbered (id, no, name) overriding system value values (50, 13571357, 'theophilus');
            delete from price where amount = 9;
            create rule ordinary as on update to ruled do instead nothing;
            insert into ruled values (50, 'theophilus');
            create table their_child () inherits (parent);
            insert into their_child select n, 'theirs' from generate_series(1, 60) n
            """);
        if (inOneBurst)
        {
            await scenario.Mirror.PauseAsync();
        }

        foreach (var change in (string[])
        [
            "insert into person values (100, 1, 'wolfgang', 'w')",
            "insert into person values (102, 1, 'amadeus', 'a'), (101, 1, 'amadeus', 'a'), (103, 1, 'amadeus', 'a')",
            "update person set name = 'wolfgang' where id = 1",
            "update person set id = 98765432, name = 'amadeus' where id = 2",
            "delete from person where id = 3",
            "begin; update person set name = 'wolfgang' where id = 4; update person set name = 'amadeus' where id = 4; delete from person where id = 5; commit",
            "update person set id = 105, region = 1 where id = 6",
            "update person set name = 'back', body = 'back' where id in (10, 11)",
            "delete from line where a = 1",
            "update line set name = 'wolfgang' where a = 2",
            "insert into numbered (id, name) values (50, 'amadeus')",
            // Equal to the key's index, and nobody is in the way; the row that drifted away is replayed with it.
            "begin; update price set amount = 1.0 where amount = 1; delete from price where amount = 9; update price set name = 'wolfgang', amount = 2.00 where amount = 2; commit",
            "insert into ruled values (50, 'wolfgang'); update ruled set name = 'amadeus' where id = 1",
            "update parent set name = name || '!'; update parent set id = id + 20 where id < 5; delete from parent where id = 6",
            "begin; truncate parent; insert into parent select n, 'new' from generate_series(1, 40) n; commit; update parent set name = 'newer'; delete from parent where id > 5",
            "update calm set name = name || '!'",
        ])
        {
            await scenario.Source.ExecuteAsync(change);
        }

        if (inOneBurst)
        {
            await scenario.Mirror.ResumeAsync();
        }

        await scenario.ShouldBecomeEqualAsync(Soon, tables);
        (await ConflictsAsync(scenario)).ShouldBe(["calm 0", "line 2", "numbered 1", "parent 0", "person 7", "price 1", "ruled 1"]);
        (await scenario.Destination.ColumnAsync("select id || ' ' || name from only parent order by id")).ShouldBe(["1 newer", "2 newer", "3 newer", "4 newer", "5 newer"]);
        (await scenario.Destination.ScalarAsync<long>("select count(*) from their_child where name = 'theirs'")).ShouldBe(60, "rows of a table that merely inherits");
        var shown = await WaitFor.StateAsync(
            "the conflicts are shown", Soon, scenario.Mirror.GetAsync, mirror => Shown(mirror, "public.person") == 7 && Shown(mirror, "public.price") == 1);
        Shown(shown, "public.calm").ShouldBe(0);
        shown.GetProperty("status").GetString().ShouldBe("RUNNING");

        var logs = await WaitFor.StateAsync(
            "the log names the tables", Soon, () => LogsAsync(scenario), text => new[] { "public.person", "public.line", "public.numbered", "public.price" }.All(text.Contains));
        logs.ShouldContain("key columns: region, id");
        logs.ShouldContain("key columns: amount");
        logs.ShouldNotContain("public.calm");
        ShouldNotTell(scenario, logs);
        await scenario.EndAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task What_another_constraint_forbids_halts_with_its_name_and_nothing_is_skipped()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "drift_halts");
        await scenario.Source.ExecuteAsync(
            """
            create table person (id int primary key, name text, boss int, room int4range);
            insert into person select n, 'name ' || n, null, int4range(n, n + 1) from generate_series(1, 10) n
            """);
        await scenario.StartMirrorAsync(["public.person"]);
        foreach (var (constraint, strict, change, mended) in (IReadOnlyList<(string, string, string, string)>)
        [
            ("person_name_is_one", "alter table person add constraint person_name_is_one unique (name); insert into person values (1000, 'wolfgang')",
                "insert into person values (11, 'wolfgang')", "delete from person where id = 1000"),
            ("person_name_is_one", "insert into person values (1000, 'amadeus')",
                "begin; update person set name = 'amadeus' where id = 2; update person set boss = 1 where id = 3; commit", "delete from person where id = 1000"),
            ("person_id_is_small", "alter table person add constraint person_id_is_small check (id < 1000000)",
                "insert into person values (98765432, 'theophilus')", "alter table person drop constraint person_id_is_small"),
            ("person_room_is_free", "alter table person add constraint person_room_is_free exclude using gist (room with &&)",
                "update person set room = int4range(1, 5) where id = 4", "alter table person drop constraint person_room_is_free"),
        ])
        {
            await scenario.Destination.ExecuteAsync(strict);
            await scenario.Source.ExecuteAsync(change);
            await scenario.Source.ExecuteAsync("insert into person select max(id) + 1, 'later ' || max(id) from person where id < 1000000");
            var rows = await scenario.Destination.ScalarAsync<string>("select string_agg(person::text, ',' order by id) from person");
            await WaitFor.TrueAsync("the mirror stops itself", Soon, scenario.Mirror.HasStoppedItselfAsync);
            var error = (await scenario.Mirror.GetAsync()).GetProperty("error");
            error.GetProperty("code").GetString().ShouldBe("constraint_violation");
            error.GetProperty("message").GetString()!.ShouldContain(constraint);
            error.GetProperty("table").GetString().ShouldBe("public.person");
            (await scenario.Destination.ScalarAsync<string>("select string_agg(person::text, ',' order by id) from person")).ShouldBe(rows, "nothing of it, nothing after it");

            await scenario.Destination.ExecuteAsync(mended);
            await scenario.Mirror.ResumeAsync();
            await scenario.ShouldBecomeEqualAsync(Soon, "public.person");
            await scenario.Mirror.WaitForAsync("RUNNING");
        }

        ShouldNotTell(scenario, await LogsAsync(scenario));
        await scenario.EndAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_table_that_is_not_truncated_with_the_one_it_refers_to_halts_and_the_remedy_helps()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "drift_truncate");
        await scenario.Source.ExecuteAsync("create table place (id int generated always as identity primary key, v text); insert into place (v) select 'v' from generate_series(1, 10)");
        await scenario.StartMirrorAsync(["public.place"]);
        await scenario.Destination.ExecuteAsync("create table \"their Visits\" (place int references place); insert into \"their Visits\" values (3)");
        await scenario.Source.ExecuteAsync("begin; insert into place (v) values ('gone'); truncate place restart identity; insert into place (v) values ('first again'); commit");

        var error = await scenario.Mirror.WaitForFaultAsync(Soon);
        error.GetProperty("code").GetString().ShouldBe("truncate_referenced");
        error.GetProperty("message").GetString()!.ShouldContain("their Visits");
        error.GetProperty("remedy").GetString()!.ShouldContain("their Visits");
        (await scenario.Destination.ScalarAsync<long>("select count(*) from place")).ShouldBe(10);
        (await scenario.Destination.ScalarAsync<long>("select count(*) from \"their Visits\"")).ShouldBe(1, "a table that is not ours keeps its rows");

        await scenario.Destination.ExecuteAsync("alter table \"their Visits\" drop constraint \"their Visits_place_fkey\"");
        await scenario.Mirror.ResumeAsync();
        await scenario.Mirror.WaitForAsync("RUNNING");
        await scenario.ShouldBecomeEqualAsync(Soon, "public.place");
        await scenario.Mirror.PauseAsync();
        (await scenario.Destination.ScalarAsync<long>("select nextval(pg_get_serial_sequence('place', 'id'))")).ShouldBe(2, "the identity has started again, as on the source");
        await scenario.EndAsync();
    }

    private void ShouldNotTell(Scenario scenario, string logs)
    {
        var services = stack.Services().Select(part => (part.Name, Text: File.ReadAllText(part.LogFile)));
        foreach (var value in Values)
        {
            logs.ShouldNotContain(value, customMessage: $"the log of {scenario.Name}");
            foreach (var (service, text) in services)
            {
                text.ShouldNotContain(value, customMessage: $"the log of {service}");
            }
        }
    }

    private static async Task<string> LogsAsync(Scenario scenario) =>
        (await scenario.Api.GetAsync($"/v1/mirrors/{scenario.Name}/logs?limit=500")).ShouldHaveStatus(HttpStatusCode.OK).Text;

    private static Task<IReadOnlyList<string>> ConflictsAsync(Scenario scenario) =>
        scenario.Destination.ColumnAsync("select destination_table || ' ' || conflicts from bunnydb.route order by 1");

    private static long Shown(JsonElement mirror, string table) => mirror.GetProperty("tables").EnumerateArray()
        .Single(entry => entry.GetProperty("destination_table").GetString() == table).GetProperty("conflicts").GetInt64();
}
