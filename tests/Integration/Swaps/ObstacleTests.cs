using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Swaps;

namespace BunnyDb.Integration.Swaps;

/// <summary>What a swap cannot carry over is found by name before there is a shadow.</summary>
[Collection(RealServers.Name)]
public sealed class ObstacleTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("drop table app.t", "table_missing")]
    [InlineData("create table app.child () inherits (app.t)", "inheritance")]
    [InlineData("drop table app.t; create table app.t (id int) partition by list (id)", "partitioned")]
    [InlineData("drop table app.t; create table app.p (id int) partition by list (id); create table app.t partition of app.p default", "partition")]
    [InlineData("drop table app.t; create type app.k as (id int); create table app.t of app.k", "typed_table")]
    [InlineData("create table app.user_of_type (t app.t)", "row_type_used")]
    [InlineData("create table app.user_of_array (t app.t[])", "row_type_used")]
    [InlineData("create domain app.d as app.t", "row_type_used")]
    [InlineData("create view app.v as select t from app.t", "row_type_used")]
    [InlineData("create function app.f() returns setof app.t language sql as 'select * from app.t'; create view app.v as select * from app.f()", "row_type_function_used")]
    [InlineData("alter table app.t add unique (id); create table app.r (id int references app.t (id)) partition by list (id)", "referenced_by_partitioned")]
    [InlineData("alter table app.t alter column id set not null, alter column id add generated always as identity; create view app.v as select last_value from app.t_id_seq", "identity_sequence_used")]
    [InlineData("insert into app.t select i from generate_series(1, 600000) i; create materialized view app.m as select id from app.t", "materialized_view_too_large")]
    [InlineData("drop table app.t; create view app.t as select 1 as id", "not_a_table")]
    [InlineData("create index on app.t (id); alter index app.t_id_idx depends on extension plpgsql", "depends_on_extension")]
    [InlineData("alter table app.t add check (t is not null)", "whole_row")]
    [InlineData("create index on app.t ((t is null))", "whole_row")]
    [InlineData("create index on app.t (id) where t is not null", "whole_row")]
    public async Task An_obstacle_is_named_with_a_remedy(string sql, string code)
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_obstacle", $"create schema app; create table app.t (id int); {sql}");
        var plan = await bench.PlanAsync(new SwapPair(SwapBench.Table("app.t"), null));
        plan.Obstacles.ShouldContain(obstacle => obstacle.Code == code && obstacle.Remedy != "" && obstacle.Reason != "", string.Join(", ", plan.Obstacles));
        plan.Statements.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("alter table app.t owner to swap_other", "not_owner")]
    [InlineData("create view app.v as select id from app.t; grant select on app.t to swap_other; alter view app.v owner to swap_other", "not_owner_of_dependant")]
    [InlineData("create table app.r (id int references app.t); alter table app.r owner to swap_other", "not_owner_of_dependant")]
    [InlineData("create publication p for table app.t", "not_owner_of_dependant")]
    [InlineData("revoke all on app.t from swap_owner", "may_not_lock")]
    [InlineData("create table app.r (id int references app.t); alter table app.r owner to swap_owner; revoke all on app.r from swap_owner", "may_not_lock")]
    public async Task A_dependant_of_somebody_else_is_named(string sql, string code)
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_not_owner",
            $"""
            do $$
            begin
              if not exists (select from pg_roles where rolname = 'swap_other') then create role swap_other; end if;
              if not exists (select from pg_roles where rolname = 'swap_owner') then create role swap_owner; end if;
            end $$;
            create schema app; grant all on schema app to swap_other, swap_owner; create table app.t (id int primary key); alter table app.t owner to swap_owner; {sql}
            """, "swap_member", "swap_owner");
        var plan = await bench.PlanAsync(new SwapPair(SwapBench.Table("app.t"), null));
        plan.Obstacles.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("create view far.v as select id from app.t; alter view far.v owner to swap_owner", "may_not_create", "view far.v")]
    [InlineData("create materialized view far.m as select id from app.t; alter materialized view far.m owner to swap_owner", "may_not_create", "materialized view far.m")]
    [InlineData("create materialized view far.m as select id from app.t; alter materialized view far.m owner to swap_owner", "owner_may_not_create", "materialized view far.m")]
    [InlineData("create function far.f() returns setof app.t language sql as 'select * from app.t'; alter function far.f owner to swap_owner", "may_not_create", "function far.f()")]
    [InlineData("create statistics far.s on id, v from app.t; alter statistics far.s owner to swap_owner", "may_not_create", "statistics object far.s")]
    [InlineData("create index far_away on app.t (v) tablespace swap_far", "may_not_create", "index app.far_away")]
    [InlineData("create view app.v as select id from app.t join hidden.list using (id); alter view app.v owner to swap_owner", "may_not_use", "rule _RETURN on view app.v")]
    [InlineData("create policy p on app.t using (id in (select id from hidden.list))", "may_not_use", "policy p on table app.t")]
    [InlineData("create function app.f() returns setof app.t language internal as 'pg_stat_get_activity'; alter function app.f owner to swap_owner", "may_not_use", "function app.f()")]
    public async Task A_place_where_our_role_may_not_make_or_name_what_is_made_again_is_named(string sql, string code, string what)
    {
        await using (var admin = await SwapBench.StartAsync(postgres, "swap_no_place_admin", "set allow_in_place_tablespaces = on"))
        {
            if ((await admin.ListAsync("select 1 from pg_tablespace where spcname = 'swap_far'")).Count == 0)
            {
                await admin.RunAsync("create tablespace swap_far location ''");
            }
        }

        await using var bench = await SwapBench.StartAsync(postgres, "swap_no_place",
            $"""
            do $$ begin if not exists (select from pg_roles where rolname = 'swap_owner') then create role swap_owner; end if; end $$;
            create schema app; create schema far; create schema hidden;
            grant all on schema app to swap_owner; grant usage on schema far to swap_owner;
            create table hidden.list (id int); grant select on hidden.list to swap_owner;
            create table app.t (id int primary key, v int); alter table app.t owner to swap_owner; {sql}
            """, "swap_placed", "swap_owner");
        var plan = await bench.PlanAsync(new SwapPair(SwapBench.Table("app.t"), null));
        plan.Obstacles.ShouldContain(obstacle => obstacle.Code == code && obstacle.Object == what, string.Join(", ", plan.Obstacles));
    }

    [Fact]
    public async Task Another_sessions_temporary_view_is_named_as_long_as_it_is_there()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_temporary_view", "create schema app; create table app.t (id int)");
        var pair = new SwapPair(SwapBench.Table("app.t"), null);
        await using (var other = await bench.OpenStrangerAsync())
        {
            await SwapBench.RunAsync(other, "create temporary view mine as select id from app.t");
            (await bench.PlanAsync(pair)).Obstacles.ShouldHaveSingleItem().Code.ShouldBe("temporary_dependant");
            await SwapBench.RunAsync(other, "drop view mine");
        }

        (await bench.PlanAsync(pair)).Obstacles.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_table_in_full_dress_has_none()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_no_obstacle", SwapBench.SqlOf("full_dress"));
        (await bench.PlanAsync(new SwapPair(SwapBench.Table("app.users"), null), new SwapPair(SwapBench.Table("app.orders"), null))).Obstacles.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_shadow_that_is_not_the_like_of_its_table_is_not_swapped()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_unlike", "create schema app; create table app.t (id int primary key, v int)");
        var pair = await bench.MakeShadowAsync("app.t");
        await bench.RunAsync("alter table app.t add column w int; create index on app.t (v)");
        var plan = await bench.PlanAsync(pair);
        plan.Obstacles.Select(obstacle => obstacle.Object).ShouldBe(["column \"w\" of table app.t", "index \"t_v_idx\" of table app.t"]);
        plan.Obstacles.ShouldAllBe(obstacle => obstacle.Code == "shadow_differs");
    }
}
