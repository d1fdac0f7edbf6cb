using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios;

/// <summary>Values, keys and tables that are easily carried wrong, each both through the copy and through changes.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class FaithfulRowsTests(BrokerStack stack)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact(Timeout = 90_000)]
    public Task Values_of_many_types_arrive_as_they_are() => RunAsync(
        "rows_types", ["public.value"],
        """
        create type mood as enum ('sad', 'happy');
        create type place as (street text, number int);
        create table value (
          id int primary key, b boolean, i2 smallint, i8 bigint, n numeric, n2 numeric(20, 4), r real, d double precision, t text, v varchar(10), c char(5),
          bin bytea, day date, ts timestamp, tz timestamptz, tm time, iv interval, u uuid, j json, jb jsonb, ia int[], ta text[], m mood, p place, ip inet, pt point, x xml, rg int4range, mo money);
        insert into value (id, n, d, r, day, ts, tz, tm, iv) values
          (1, 1.0, 'NaN', 'infinity', '0044-03-15 BC', 'infinity', '-infinity', '24:00', '1 year -2 days 03:04:05.678901'),
          (2, 'NaN', 1e-300, 1.1, 'infinity', '0001-01-01 00:00:00 BC', '2024-03-31 02:30:00+02', '00:00:00.000001', '-1 month');
        insert into value values (3, true, -32768, 9223372036854775807, 0.10, 12345.6700, 0.1, 0.1, E'quote '' back\\slash \t tab \n line \\N', 'ä€😀', 'ab',
          '\x00ff5c', '2024-02-29', '2024-01-01 12:34:56.789', '2024-01-01 12:34:56.789+05:30', '12:34:56', '1 day', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
          '{"b": 1,  "a": [1, 2.50]}', '{"b": 1, "a": null}', '{{1,2},{3,NULL}}', '{"a","","NULL",NULL,"x,y"}', 'happy', '("A, b",7)', '10.0.0.1/8', '(1.5,-2)',
          '<a b="c">d</a>', '[1,10)', '12.34');
        insert into value (id, t, ia, ta, bin) values (4, '', '{}', '{}', ''), (5, null, '[2:3]={7,8}', null, null)
        """,
        "insert into value select id + 10, b, i2, i8, n, n2, r, d, t, v, c, bin, day, ts, tz, tm, iv, u, j, jb, ia, ta, m, p, ip, pt, x, rg, mo from value",
        "update value set t = coalesce(t, '') || ' changed', m = 'sad' where id in (1, 3, 12, 13)",
        "update value set j = null, jb = '[1]', ia = '{7,9}', p = row('c', null)::place where id in (3, 4, 13)",
        "delete from value where id in (2, 15)");

    [Fact(Timeout = 90_000)]
    public Task Large_values_that_do_not_change_keep_their_content_also_when_the_key_changes() => RunAsync(
        "rows_toast", ["public.page", "public.whole_page"],
        """
        create table page (id int primary key, title text, body text);
        alter table page alter column body set storage external;
        create table whole_page (id int, title text, body text);
        alter table whole_page alter column body set storage external;
        alter table whole_page replica identity full;
        insert into page select n, 'title', repeat(md5(n::text), 300) from generate_series(1, 50) n;
        insert into whole_page select n / 2, 'title', repeat(md5((n / 2)::text), 300) from generate_series(1, 50) n
        """,
        "update page set title = 'new title' where id <= 10",
        "update page set id = id + 100 where id between 5 and 15",
        "begin; update page set title = 'once' where id = 20; update page set id = 200 where id = 20; update page set title = 'twice' where id = 200; commit",
        "update page set body = repeat('short', 3) where id = 30",
        "update whole_page set title = 'new title' where id = 3",
        "delete from whole_page where ctid = (select ctid from whole_page where id = 5 limit 1)",
        "begin; delete from page where id = 40; insert into page values (40, 'again', repeat('y', 9000)); commit");

    [Fact(Timeout = 90_000)]
    public Task Keys_that_change_places_within_one_transaction_come_out_right() => RunAsync(
        "rows_keys", ["public.seat", "public.pair"],
        """
        create table seat (id int primary key, guest text not null, unique (guest) deferrable initially immediate);
        create table pair (a int, b text, v int, primary key (b, a));
        insert into seat select n, 'guest ' || n from generate_series(1, 20) n;
        insert into pair select n % 5, 'b' || n / 5, n from generate_series(0, 24) n
        """,
        "begin; set constraints all deferred; update seat set guest = 'guest ' || (id % 20 + 1); commit",
        "begin; delete from seat where id = 1; insert into seat values (1, 'somebody else'); commit",
        "update pair set a = a + 10, v = v + 1 where b = 'b2'",
        "begin; update pair set a = -1 where a = 0 and b = 'b0'; update pair set a = 0 where a = 1 and b = 'b0'; update pair set a = 1 where a = -1; commit",
        "begin; insert into pair values (99, 'x', 1); update pair set v = 2 where a = 99; delete from pair where a = 99; insert into pair values (99, 'x', 3); commit");

    [Fact(Timeout = 90_000)]
    public Task Of_equal_rows_without_a_key_exactly_one_changes() => RunAsync(
        "rows_no_key", ["public.line", "public.odd_line"],
        """
        create table line (a int, b text);
        alter table line replica identity full;
        create table odd_line (j json, p point, x xml, n numeric);
        alter table odd_line replica identity full;
        insert into line select n % 3, case when n % 2 = 0 then null else 'b' end from generate_series(1, 60) n;
        insert into odd_line select '{"a": 1}', '(1,2)', '<a/>', null from generate_series(1, 5)
        """,
        "delete from line where ctid = (select ctid from line where b is null limit 1)",
        "update line set b = 'changed' where ctid in (select ctid from line where a = 1 and b is null limit 2)",
        "delete from odd_line where ctid = (select ctid from odd_line limit 1)",
        "update odd_line set n = 1.50 where ctid = (select ctid from odd_line where n is null limit 1)",
        "update odd_line set j = '{\"a\":  1}' where ctid = (select ctid from odd_line where n is null limit 1)",
        "insert into line select null, null from generate_series(1, 3)",
        "delete from line where ctid = (select ctid from line where a is null limit 1)");

    [Fact(Timeout = 90_000)]
    public Task Truncate_reaches_the_mapped_tables_together() => RunAsync(
        "rows_truncate", ["public.parent", "public.child"],
        """
        create table parent (id int generated always as identity primary key, v text);
        create table child (id int primary key, parent_id int not null references parent);
        insert into parent (v) select 'v' || n from generate_series(1, 10) n;
        insert into child select n, n from generate_series(1, 10) n
        """,
        "truncate parent, child restart identity",
        "insert into parent (v) values ('first again'); insert into child select 1, id from parent",
        "begin; insert into child select 2, id from parent; truncate child; insert into child select 3, id from parent; commit");

    [Fact(Timeout = 90_000)]
    public Task Names_that_need_quotes_generated_columns_and_partitions_are_no_obstacle() => RunAsync(
        "rows_names", ["\"My Schema\".\"a.b\"", "public.\"select\"", "public.measured"],
        """"
        create schema "My Schema";
        create table "My Schema"."a.b" ("Id " int primary key, "say ""hi""" text, "table" int, doubled int generated always as ("table" * 2) stored);
        create table "select" (id bigint generated always as identity primary key, "from" text default 'x');
        create table measured (city int not null, day date not null, peak int, primary key (city, day)) partition by range (day);
        create table measured_2023 partition of measured for values from ('2023-01-01') to ('2024-01-01');
        create table measured_2024 partition of measured for values from ('2024-01-01') to ('2025-01-01');
        insert into "My Schema"."a.b" select n, 'hi ' || n, n from generate_series(1, 50) n;
        insert into "select" ("from") select 'x' || n from generate_series(1, 50) n;
        insert into measured select n, date '2023-06-01' + n * 10, n from generate_series(1, 50) n
        """",
        "update \"My Schema\".\"a.b\" set \"table\" = \"table\" + 1 where \"Id \" < 10",
        "insert into \"My Schema\".\"a.b\" values (100, 'new', 7)",
        "insert into \"select\" default values; delete from \"select\" where id = 3",
        "update measured set day = day + 300 where city = 1",
        "update measured set peak = peak + 1; delete from measured where city = 50; insert into measured values (99, '2024-12-31', 1)");

    /// <summary>Copies the tables, lets the changes follow one by one, and compares both sides.</summary>
    private async Task RunAsync(string name, TablePair[] tables, string schema, params string[] changes)
    {
        await using var scenario = await Scenario.BeginAsync(stack, name);
        await scenario.Source.ExecuteAsync(schema);
        await scenario.StartMirrorAsync(tables);
        foreach (var change in changes)
        {
            await scenario.Source.ExecuteAsync(change);
        }

        await scenario.ShouldBecomeEqualAsync(Soon, tables);
        await scenario.EndAsync();
    }
}
