using BunnyDb.Applier.Batches;
using BunnyDb.Integration.Fixture;

namespace BunnyDb.Integration.Applier;

/// <summary>Every shape of change arrives as it was made.</summary>
[Collection(RealServers.Name)]
public sealed class RowTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("regclass", "regclass", "'pg_class'", "'pg_type'")]
    [InlineData("regprocedure", "regprocedure", "'now()'", "'version()'")]
    [InlineData("composite", "pair", "'(a,1)'", "'(b,2)'")]
    public async Task A_key_of_a_type_that_borrows_its_equality_is_found(string name, string type, string one, string other)
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, $"key_{name}", $"create type pair as (a text, b int); create table t (k {type} primary key, v int); insert into t values ({one}, 1), ({other}, 1)", "public.t");
        await bench.AppliedAsync(await bench.ReplicateAsync($"update t set v = 2 where k = {one}::{type}", $"delete from t where k = {other}::{type}"));
        await bench.ShouldBeEqualAsync("t");
    }

    [Fact]
    public async Task Inserts_updates_and_deletes_arrive_in_order()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "rows_in_order", "create table t (id int primary key, a text, n numeric)", "public.t");
        await bench.AppliedAsync(await bench.ReplicateAsync(
            "insert into t select i, 'row ' || i, i / 3.0 from generate_series(1, 2000) i",
            "update t set a = a || ' changed', n = null where id % 3 = 0",
            "delete from t where id % 5 = 0",
            "delete from t where id = 1; insert into t values (1, 'again', '1.0')"));
        await bench.ShouldBeEqualAsync("t");
        (await bench.DestinationScalarAsync<string>("select rows_inserted || ' ' || rows_updated || ' ' || rows_deleted || ' ' || conflicts from bunnydb.route"))
            .ShouldBe("2001 666 401 0");
    }

    [Fact]
    public async Task A_toasted_value_that_an_update_leaves_alone_stays()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "toast_stays",
            "create table t (id int primary key, big text, n int); alter table t alter big set storage external;"
            + "create table f (id int, big text, n int); alter table f alter big set storage external; alter table f replica identity full",
            "public.t", "public.f");
        await bench.AppliedAsync(await bench.ReplicateAsync(
            "insert into t values (1, repeat('x', 9000), 1), (2, repeat('y', 9000), 1)",
            "insert into f values (1, repeat('x', 9000), 1), (1, repeat('x', 9000), 1)",
            "update t set n = 2",
            "update t set id = 10, n = 3 where id = 1",
            "update f set n = 2 where ctid = (select min(ctid) from f)"));
        await bench.ShouldBeEqualAsync("t");
        await bench.ShouldBeEqualAsync("f");
        (await bench.DestinationScalarAsync<long>("select sum(conflicts)::bigint from bunnydb.route")).ShouldBe(0);
    }

    [Fact]
    public async Task A_table_without_a_key_changes_exactly_one_of_equal_rows()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "no_key",
            """
            create type mood as enum ('sad', 'happy');
            create table t (a int, n numeric, j json, p point, x xml, m mood, xs text[], r int4range, f float8, b bytea, d date, u uuid, c char(5));
            alter table t replica identity full;
            create table part (a int, b text) partition by list (a);
            create table part1 partition of part for values in (1);
            create table part2 partition of part for values in (2);
            alter table part replica identity full; alter table part1 replica identity full; alter table part2 replica identity full
            """, "public.t", "public.part");
        await bench.AppliedAsync(await bench.ReplicateAsync(
            "insert into t select 1, '1.0', '{\"a\" : 1}', '(1,2)', '<a/>', 'sad', '[0:1]={a,NULL}', '[1,4)', 'NaN', '\\x00ff', '0044-03-15 BC', null, 'ab' from generate_series(1, 3)",
            "insert into t values (1, '1', '{\"a\" : 1}', '(1,2)', '<a/>', 'sad', '[0:1]={a,NULL}', '[1,4)', 'NaN', '\\x00ff', '0044-03-15 BC', null, 'ab')",
            "insert into t values (null), (null), (2)",
            "delete from t where ctid = (select min(ctid) from t)",
            "update t set a = 7, m = 'happy' where ctid = (select min(ctid) from t)",
            "update t set a = 8 where ctid = (select min(ctid) from t where a is null)",
            "insert into part values (1, 'x'), (1, 'x'), (2, 'x')",
            "delete from part1 where ctid = (select min(ctid) from part1)"));
        await bench.ShouldBeEqualAsync("t");
        await bench.ShouldBeEqualAsync("part");
        (await bench.DestinationScalarAsync<long>("select sum(conflicts)::bigint from bunnydb.route")).ShouldBe(0);
    }

    [Fact]
    public async Task Keys_may_change_and_unique_values_may_rotate()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "keys_change",
            """
            create table t (id int primary key, u int unique, a text);
            create table d (id int primary key, u int, unique (u) deferrable initially deferred);
            create table p (id int primary key deferrable initially deferred); alter table p replica identity full;
            create table g (id int generated always as identity primary key, a text, twice int generated always as (id * 2) stored);
            create table w (a text, id int generated always as identity, k int primary key)
            """, "public.t", "public.d", "public.p", "public.g", "public.w");
        await bench.AppliedAsync(await bench.ReplicateAsync(
            "insert into t select i, i, 'x' from generate_series(1, 5) i",
            "insert into d select i, i from generate_series(1, 5) i",
            "insert into g (a) values ('a'), ('b')",
            "insert into w (a, k) values ('a', 1), ('b', 2)",
            "update t set id = 100, u = 100 where id = 1; update t set id = 1, u = 1 where id = 2; update t set id = 2, u = 2 where id = 100",
            "update d set u = u % 5 + 1",
            "insert into p select generate_series(1, 5)",
            "update p set id = id + 1",
            "update g set a = 'c' where id = 1",
            "update g set id = default where id = 2",
            "update w set id = default, a = 'd' where k = 1",
            "delete from g where id = 1"));
        foreach (var table in new[] { "t", "d", "p", "g", "w" })
        {
            await bench.ShouldBeEqualAsync(table);
        }

        (await bench.DestinationScalarAsync<long>("select sum(conflicts)::bigint from bunnydb.route")).ShouldBe(0);
    }

    [Fact]
    public async Task Identity_full_with_a_key_on_the_destination_uses_the_key()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "full_with_key", "create table t (id int primary key, j json, a text); alter table t replica identity full", "public.t");
        await bench.AppliedAsync(await bench.ReplicateAsync(
            "insert into t select i, '{}', 'x' from generate_series(1, 100) i",
            "update t set a = null, id = id + 1000 where id > 50",
            "delete from t where id < 10"));
        await bench.ShouldBeEqualAsync("t");
        (await bench.DestinationScalarAsync<long>("select conflicts from bunnydb.route")).ShouldBe(0);
    }

    [Fact]
    public async Task Truncate_empties_the_tables_of_one_statement_together()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "truncate_together",
            "create table a (id serial primary key); create table b (id int references a); create table c (id int primary key)", "public.a", "public.b", "public.c");
        await bench.AppliedAsync(await bench.ReplicateAsync(
            "insert into a default values; insert into a default values; insert into b values (1); insert into c values (1)", "truncate a, b restart identity", "insert into a default values"));
        await bench.ShouldBeEqualAsync("a");
        await bench.ShouldBeEqualAsync("b");
        await bench.ShouldBeEqualAsync("c");
    }

    [Fact]
    public async Task Truncate_of_a_table_that_an_unmapped_one_refers_to_halts_with_its_name()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "truncate_referenced", "create table a (id int primary key)", "public.a");
        await bench.DestinationAsync("create table local (id int references a)");
        await bench.ReplicateAsync("insert into a values (1)", "truncate a", "insert into a values (2)");
        var fault = await bench.FaultAsync();
        fault.Code.ShouldBe("truncate_referenced");
        fault.Message.ShouldContain("public.local");
        fault.Lsn.ShouldNotBeNull();
        (await bench.DestinationScalarAsync<string>("select string_agg(id::text, ',') from a")).ShouldBe("1");
    }

    [Fact]
    public async Task A_destination_that_someone_wrote_to_ends_as_the_source_and_the_conflicts_are_counted()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "source_wins", "create table t (id int primary key, a text)", "public.t");
        await bench.AppliedAsync(await bench.ReplicateAsync("insert into t select i, 'x' from generate_series(1, 5) i"));
        await bench.DestinationAsync("delete from t where id in (1, 2); insert into t values (6, 'mine'), (8, 'mine')");
        await bench.AppliedAsync(await bench.ReplicateAsync(
            "insert into t values (6, 'theirs'); update t set a = 'y' where id = 1; delete from t where id = 2; update t set id = 8 where id = 3; insert into t values (7, 'x')"));
        await bench.ShouldBeEqualAsync("t");
        (await bench.DestinationScalarAsync<long>("select conflicts from bunnydb.route")).ShouldBe(4);
    }

    [Fact]
    public async Task A_transaction_of_many_plans_one_of_which_is_refused_is_replayed()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "plans", "create table one (id int primary key, v int); create table other (id int primary key, v int)", "public.one", "public.other");
        bench.Limits = PlanLimits.Default with { Changes = 100 };
        await bench.StopRunAsync();
        await bench.StartRunAsync();
        await bench.DestinationAsync("insert into one values (5, -1)");
        await bench.AppliedAsync(await bench.ReplicateAsync(
            "insert into one select i, i from generate_series(1, 1000) i; insert into other select i, i from generate_series(1, 1000) i", "update one set v = v + 1 where id > 3"));
        await bench.ShouldBeEqualAsync("one");
        await bench.ShouldBeEqualAsync("other");
        (await bench.DestinationScalarAsync<long>("select sum(conflicts)::bigint from bunnydb.route")).ShouldBe(1);
        (await bench.DestinationScalarAsync<long>("select sum(rows_inserted + rows_updated)::bigint from bunnydb.route")).ShouldBe(2997);
    }

    [Fact]
    public async Task Keys_of_types_from_elsewhere_find_their_index_and_user_types_arrive()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "types_from_elsewhere",
            """
            create extension citext; create type mood as enum ('sad', 'happy'); create domain small as int check (value < 100); create type pair as (a int, b text);
            create table t (k citext primary key, m mood, ms mood[], s small, p pair, n numeric, h time, j jsonb, iv interval, bits bit(3), money money, v varchar(3));
            create table e (k mood, s small, v text, primary key (k, s))
            """, "public.t", "public.e");
        await bench.AppliedAsync(await bench.ReplicateAsync(
            """
            insert into t values ('Abc', 'sad', '{sad,NULL}', 5, '(1,"x y")', 'NaN', '24:00', '{"b": 1, "a": null}', '1 mon -1 day', '101', '12.50', 'abc'),
              ('def', null, '{}', null, null, '1.0', null, null, null, null, null, null)
            """,
            "update t set k = 'ABC', n = 'Infinity' where k = 'abc'",
            "update t set ms = '[2:3]={happy,sad}' where k = 'def'",
            "insert into e values ('sad', 1, 'x'), ('happy', 1, 'y')",
            "update e set v = 'z' where k = 'sad'",
            "delete from e where k = 'happy'"));
        await bench.ShouldBeEqualAsync("t");
        await bench.ShouldBeEqualAsync("e");
        (await bench.DestinationScalarAsync<long>("select sum(conflicts)::bigint from bunnydb.route")).ShouldBe(0);
    }

    [Fact]
    public async Task A_role_that_may_not_silence_triggers_still_applies_in_the_order_of_the_source()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "plain_role", "create table a (id int primary key); create table b (id int primary key, a int references a)", "public.a", "public.b");
        await bench.StopRunAsync();
        await bench.UsePlainRoleAsync("bunnydb_apply_plain", "a", "b");
        try
        {
            await bench.StartRunAsync();
            await bench.AppliedAsync(await bench.ReplicateAsync("insert into a values (1), (2); insert into b values (1, 1), (2, 2)", "delete from b where id = 1; delete from a where id = 1"));
            await bench.ShouldBeEqualAsync("a");
            await bench.ShouldBeEqualAsync("b");
        }
        finally
        {
            await bench.StopRunAsync();
            await bench.DestinationAsync("reassign owned by bunnydb_apply_plain to current_user; drop owned by bunnydb_apply_plain; drop role bunnydb_apply_plain");
        }
    }
}
