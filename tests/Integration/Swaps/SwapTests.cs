using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Swaps;

namespace BunnyDb.Integration.Swaps;

/// <summary>What a swap leaves: the same database, to the last name, with other rows.</summary>
[Collection(RealServers.Name)]
public sealed class SwapTests(PostgresFixture postgres)
{
    private const string NamesOfOurs =
        """
        select relname::text from pg_class where relname ~ 'resync|_old'
        union select typname::text from pg_type where typname ~ 'resync|_old' union select stxname::text from pg_statistic_ext where stxname ~ 'resync|_old'
        union select conname::text from pg_constraint where conname ~ 'resync|_old' union select proname::text from pg_proc where proname ~ 'resync|_old' and pronamespace = 'app'::regnamespace
        """;

    [Fact]
    public async Task A_table_in_full_dress_is_the_same_after_five_swaps()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_full_dress", SwapBench.SqlOf("full_dress"));
        var before = await bench.FingerprintAsync();
        var oids = new HashSet<string> { await bench.OneAsync("select 'app.users'::regclass::oid") };
        for (var swap = 0; swap < 5; swap++)
        {
            // As a session that applies changes.
            await bench.RunAsync($"set session_replication_role = {(swap % 2 == 0 ? "origin" : "replica")}");
            await bench.ResyncAsync("app.users");
            await bench.ShouldHaveAsync(before);
            oids.Add(await bench.OneAsync("select 'app.users'::regclass::oid")).ShouldBeTrue();
        }

        (await bench.ListAsync(NamesOfOurs)).ShouldBeEmpty();
        (await bench.OneAsync("select count(*) || ' ' || sum(total) from app.users")).ShouldBe("300 135450.00");
        (await bench.OneAsync("select count(*) from app.everyone()")).ShouldBe("300");
        (await bench.OneAsync("select sum(total) from app.by_region")).ShouldBe("135450.00");
    }

    [Fact]
    public async Task All_tables_of_a_schema_swap_at_once_with_everything_between_them()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_all", SwapBench.SqlOf("full_dress"));
        var before = await bench.FingerprintAsync();
        for (var swap = 0; swap < 2; swap++)
        {
            await bench.ResyncAsync("app.users", "app.orders", "app.region", "app.notes", "app.log");
            await bench.ShouldHaveAsync(before);
        }

        (await bench.ListAsync(NamesOfOurs)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tablespaces_and_unlogged_tables_stay_what_they_are()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_tablespace", "create schema app; set allow_in_place_tablespaces = on");
        if ((await bench.ListAsync("select 1 from pg_tablespace where spcname = 'Far away'")).Count == 0)
        {
            await bench.RunAsync("create tablespace \"Far away\" location ''");
        }

        await bench.RunAsync(
            """
            create unlogged table app.t (id int primary key using index tablespace "Far away", a int unique, r int4range, exclude using gist (r with &&) using index tablespace "Far away") tablespace "Far away";
            create index far on app.t (a) tablespace "Far away";
            create index near on app.t (a);
            create materialized view app.m tablespace "Far away" as select count(*) from app.t;
            """);
        var before = await bench.FingerprintAsync();
        await bench.ResyncAsync("app.t");
        await bench.ShouldHaveAsync(before);
        await bench.RunAsync("drop table app.t cascade");
    }

    [Fact]
    public async Task A_key_to_a_partitioned_table_comes_back()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_to_partitioned",
            """
            create schema app;
            create table app.parent (id int primary key) partition by range (id);
            create table app.parent_1 partition of app.parent for values from (0) to (10);
            create table app.child (id int primary key, parent int references app.parent);
            insert into app.parent values (1);
            insert into app.child values (1, 1);
            """);
        var keys = await bench.ListAsync("select conname || pg_get_constraintdef(oid) || convalidated from pg_constraint where conrelid = 'app.child'::regclass and conparentid = 0");
        await bench.ResyncAsync("app.child");
        (await bench.ListAsync("select conname || pg_get_constraintdef(oid) || convalidated from pg_constraint where conrelid = 'app.child'::regclass and conparentid = 0")).ShouldBe(keys);
    }

    [Fact]
    public async Task A_build_goes_on_where_it_stood()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_build_again",
            "create schema app; create table app.t (id int primary key, v int unique deferrable, w int check (w > 0)); create index one on app.t (w); create index two on app.t (w); create statistics app.s on v, w from app.t");
        await bench.RunAsync("create table app.t_resync (like app.t); create unique index half_made on app.t_resync (v); create index made on app.t_resync (w)");
        var (live, shadow) = (SwapBench.Table("app.t"), SwapBench.Table("app.t_resync"));
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ShadowFinisher.FinishAsync(live, shadow, bench.OpenAsync, default)));
        await ShadowFinisher.FinishAsync(live, shadow, bench.OpenAsync, default);
        (await bench.ListAsync("select relname from pg_class where relname in ('half_made', 'made') order by 1")).ShouldBe(["half_made", "made"]);
        (await bench.OneAsync("select count(*) from pg_index where indrelid = 'app.t_resync'::regclass")).ShouldBe("4");
        (await bench.PlanAsync(new SwapPair(live, shadow))).Obstacles.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_next_row_gets_the_next_number()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_numbers",
            """
            create schema app;
            create table app.t (a int generated always as identity (start with 10 increment by 5), b serial, c text);
            insert into app.t (c) select 'x' from generate_series(1, 4);
            """);
        await bench.ResyncAsync("app.t");
        (await bench.OneAsync("insert into app.t (c) values ('next') returning a || ' ' || b")).ShouldBe("30 5");
    }

    [Fact]
    public async Task Tables_that_refer_to_one_another_and_to_others_swap_together()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_cycle",
            """
            create schema app;
            create table app.other (id int primary key);
            create table app.a (id int primary key, b int);
            create table app.b (id int primary key, a int references app.a, self int references app.b, other int references app.other);
            alter table app.a add constraint a_b foreign key (b) references app.b deferrable initially deferred;
            create view app.both as select a.id from app.a join app.b on b.a = a.id;
            insert into app.other values (1);
            insert into app.a values (1, null), (2, null);
            insert into app.b values (1, 1, 1, 1), (2, 2, 1, null);
            update app.a set b = id;
            """);
        var before = await bench.FingerprintAsync();
        await bench.ResyncAsync("app.a", "app.b");
        await bench.ShouldHaveAsync(before);
        (await bench.OneAsync("select count(*) from app.both")).ShouldBe("2");
    }

    [Fact]
    public async Task Policies_and_rules_that_read_a_materialized_view_over_the_table_come_back()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_condition_reads_view",
            """
            do $$ begin if not exists (select from pg_roles where rolname = 'swap_reader') then create role swap_reader; end if; end $$;
            create schema app;
            grant all on schema app to swap_reader;
            create table app.t (id int primary key, v int);
            create table app.other (id int primary key);
            create table app.log (n bigint);
            create materialized view app.known as select id from app.t where v > 0;
            create view app.some as select id from app.known;
            create policy known on app.t using (id in (select id from app.known) and id in (select id from app.some));
            create policy of_other on app.other using (exists (select from app.known where known.id = other.id));
            create rule count_known as on update to app.t do also insert into app.log select count(*) from app.known;
            create rule count_other as on delete to app.other do also insert into app.log select max(id) from app.known;
            alter table app.t enable row level security;
            grant select on app.t, app.known, app.some to swap_reader;
            insert into app.t select i, i % 2 from generate_series(1, 6) i;
            insert into app.other select i from generate_series(1, 6) i;
            refresh materialized view app.known;
            create materialized view app.seen as select count(*) as n from app.t with no data;
            alter materialized view app.seen owner to swap_reader;
            set row_security = on;
            refresh materialized view app.seen;
            set row_security = off;
            """);
        var before = await bench.FingerprintAsync();
        for (var swap = 0; swap < 2; swap++)
        {
            await bench.ResyncAsync("app.t");
            await bench.ShouldHaveAsync(before);
        }

        await bench.ResyncAsync("app.t", "app.other");
        await bench.ShouldHaveAsync(before);
        (await bench.ListAsync(NamesOfOurs)).ShouldBeEmpty();
        (await bench.OneAsync("select n from app.seen")).ShouldBe("3");
        await bench.RunAsync("update app.t set v = v where id = 1");
        (await bench.OneAsync("select n from app.log")).ShouldBe("3");
    }

    [Fact]
    public async Task What_is_set_on_the_live_table_while_its_shadow_is_filled_goes_over()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_set_meanwhile",
            """
            do $$ begin if not exists (select from pg_roles where rolname = 'swap_owner') then create role swap_owner; end if; end $$;
            create schema app;
            grant all on schema app to swap_owner;
            create table app.t (id serial primary key, a text, b text, c text, d text) with (fillfactor = 90, toast.autovacuum_enabled = false);
            create unique index t_full on app.t (id, (a || b));
            create index t_half on app.t ((a || b), (c || d));
            create statistics app.of_t on a, b from app.t;
            alter index app.t_half alter column 1 set statistics 11;
            alter table app.t alter column a set statistics 10, alter column a set (n_distinct = 5), alter column b set storage external, alter column c set compression pglz, replica identity full;
            """);
        var pair = await bench.MakeShadowAsync("app.t");
        await bench.RunAsync(
            """
            alter table app.t alter column a set statistics -1, alter column a reset (n_distinct), alter column a set (n_distinct_inherited = 7);
            alter table app.t alter column b set statistics 20, alter column b set storage main, alter column c set compression default, alter column d set compression pglz;
            alter table app.t reset (fillfactor), set (autovacuum_enabled = false), reset (toast.autovacuum_enabled), set (toast.autovacuum_vacuum_threshold = 9), replica identity default;
            alter index app.t_half alter column 1 set statistics -1;
            alter index app.t_half alter column 2 set statistics 12;
            alter statistics app.of_t set statistics 99;
            alter statistics app.of_t owner to swap_owner;
            alter table app.t owner to swap_owner;
            """);
        var before = (await bench.FingerprintAsync()).Where(line => !line.Contains("resync", StringComparison.Ordinal)).ToList();
        var plan = await bench.PlanAsync(pair);
        plan.Obstacles.ShouldBeEmpty();
        (await bench.TryAsync(plan)).ShouldBeOfType<SwapOutcome.Swapped>();
        await bench.EndAsync(plan);
        await bench.ShouldHaveAsync(before);
    }

    [Fact]
    public async Task What_would_write_the_table_again_is_not_carried_over()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_rewritten_meanwhile", "create schema app; create table app.t (id int)");
        var pair = await bench.MakeShadowAsync("app.t");
        await bench.RunAsync("alter table app.t set unlogged");
        (await bench.PlanAsync(pair)).Obstacles.ShouldHaveSingleItem().Object.ShouldBe("whether it is logged of table app.t");
    }

    [Fact]
    public async Task A_row_that_only_a_retired_row_refers_to_can_be_deleted_before_the_retired_table_can_be_dropped()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_retired_row",
            """
            create schema app;
            create table app.parent (id int primary key);
            create table app.child (id int primary key, parent int references app.parent);
            insert into app.parent values (1);
            insert into app.child values (1, 1);
            create function app.never() returns trigger language plpgsql as 'begin raise exception $x$truncated$x$; end';
            create trigger never before truncate on app.child for each statement execute function app.never();
            alter table app.child enable always trigger never;
            """);
        var pair = await bench.MakeShadowAsync("app.child");
        await bench.RunAsync("""delete from app.child_resync""");
        var plan = await bench.PlanAsync(pair);
        (await bench.TryAsync(plan)).ShouldBeOfType<SwapOutcome.Swapped>();
        (await RetiredTables.EmptyAsync(bench.Connection, plan.Afterwards.Retired, SwapBench.LockTimeout, default)).ShouldBeNull();
        await using (var reader = await bench.OpenStrangerAsync())
        {
            await SwapBench.RunAsync(reader, "begin; select * from app.parent");
            (await bench.DropAsync(plan)).ShouldHaveSingleItem().Pid.ShouldBe(reader.ProcessID);
            await bench.RunAsync("delete from app.parent");
            await SwapBench.RunAsync(reader, "commit");
        }

        await bench.EndAsync(plan);
    }

    [Fact]
    public async Task Neighbours_with_names_like_ours_and_names_of_63_bytes_are_not_touched()
    {
        var name = new string('ü', 31) + "x";
        var index = new string('i', 63);
        await using var bench = await SwapBench.StartAsync(postgres, "swap_names",
            $"""
            create schema app;
            create table app.users (id int primary key);
            create table app.users_resync (id int primary key);
            create table app.users_old (id int primary key);
            create view app._users as select 1 as one;
            create table app."{name}" (id int generated by default as identity primary key, b int);
            create index "{index}" on app."{name}" (b);
            create index "{index[..62]}" on app."{name}" (b);
            create table app."{new string('ü', 29)}_old" (id int);
            create table app."{new string('ü', 28)}_resync" (id int);
            insert into app.users values (1);
            """);
        var before = await bench.FingerprintAsync();
        var neighbours = await bench.ListAsync("select 'app.users_resync'::regclass::oid union select 'app.users_old'::regclass::oid");
        await bench.ResyncAsync("app.users", $"app.\"{name}\"");
        await bench.ShouldHaveAsync(before);
        (await bench.ListAsync("select 'app.users_resync'::regclass::oid union select 'app.users_old'::regclass::oid")).ShouldBe(neighbours);
        await bench.ResyncAsync($"app.\"{name}\"");
        await bench.ShouldHaveAsync(before);
    }

    [Fact]
    public async Task A_role_that_only_belongs_to_the_owner_swaps_with_the_privileges_that_others_gave()
    {
        await using var bench = await SwapBench.StartAsync(
            postgres, "swap_role", SwapBench.SqlOf("full_dress") + "; set constraints all immediate; alter publication partial owner to swap_owner; alter publication others owner to swap_owner; alter role swap_owner bypassrls;"
            + OwnedBySwapOwner, "swap_worker", "swap_owner, swap_granter");
        var before = await bench.FingerprintAsync();
        await bench.ResyncAsync("app.users");
        await bench.ShouldHaveAsync(before);
    }

    [Fact]
    public async Task Default_privileges_let_nobody_see_a_shadow_and_nothing_new_afterwards()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_default_privileges",
            """
            create schema app;
            create table app.t (id int generated always as identity primary key);
            create function app.all_of() returns setof app.t language sql as 'select * from app.t';
            create materialized view app.m as select count(*) from app.t;
            do $$ begin if not exists (select from pg_roles where rolname = 'swap_reader') then create role swap_reader; end if; end $$;
            alter default privileges grant all on tables to swap_reader;
            alter default privileges grant all on sequences to swap_reader;
            alter default privileges grant all on functions to swap_reader;
            """);
        var before = await bench.FingerprintAsync();
        var pair = await bench.MakeShadowAsync("app.t");
        (await bench.OneAsync("select has_table_privilege('swap_reader', 'app.t_resync', 'select')")).ShouldBe("False");
        var plan = await bench.PlanAsync(pair);
        (await bench.TryAsync(plan)).ShouldBeOfType<SwapOutcome.Swapped>();
        await bench.EndAsync(plan);
        await bench.ShouldHaveAsync(before);
    }

    [Fact]
    public async Task A_key_that_rows_violate_stays_not_valid_and_is_named()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_violated",
            "create schema app; create table app.a (id int primary key); create table app.b (a int constraint b_a references app.a); insert into app.a values (1); insert into app.b values (1)");
        var pair = await bench.MakeShadowAsync("app.a");
        await bench.RunAsync("delete from app.a_resync");
        var plan = await bench.PlanAsync(pair);
        (await bench.TryAsync(plan)).ShouldBeOfType<SwapOutcome.Swapped>();
        (await Validation.RunAsync(bench.Connection, plan.Afterwards.ToValidate, default)).ShouldBe([new TableConstraint(SwapBench.Table("app.b"), "b_a")]);
        (await bench.OneAsync("select convalidated from pg_constraint where conname = 'b_a'")).ShouldBe("False");
    }

    [Fact]
    public async Task What_is_not_the_retired_table_any_more_is_not_dropped()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_not_retired", "create schema app; create table app.a (id int primary key)");
        var plan = await bench.PlanAsync(await bench.MakeShadowAsync("app.a"));
        await bench.TryAsync(plan);
        await bench.RunAsync("alter table app.a_old rename to a_kept; create table app.a_old (mine int)");
        (await bench.DropAsync(plan)).ShouldBeNull();
        (await bench.OneAsync("select count(*) from pg_class where relname in ('a_kept', 'a_old')")).ShouldBe("2");
        await ShadowMaker.DropAsync(bench.Connection, SwapBench.Table("app.a_old"), plan.Afterwards.Retired[0].Oid, default);
        (await bench.OneAsync("select count(*) from pg_class where relname = 'a_old'")).ShouldBe("1");
    }

    private const string OwnedBySwapOwner =
        """
        do $$
        declare r record;
        begin
          for r in select format('alter %s %s owner to swap_owner', case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, c.oid::regclass) as sql
                   from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('v', 'm', 'r') loop
            execute r.sql;
          end loop;
        end $$;
        """;
}
