using System.Diagnostics;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Swaps;
using Npgsql;

namespace BunnyDb.Integration.Swaps;

/// <summary>A swap that does not come through leaves everything as it was, and nobody has waited for long.</summary>
[Collection(RealServers.Name)]
public sealed class BlockedTests(PostgresFixture postgres)
{
    /// <summary>What a busy machine may add to a wait that the server has ended; without the timeout there would be no end of it.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    private const string Schema =
        """
        create schema app;
        create table app.users (id int primary key, v int);
        create view app.seen as select * from app.users;
        insert into app.users select i, i from generate_series(1, 1000) i;
        """;

    [Fact]
    public async Task A_session_that_holds_the_table_is_named_and_no_other_reader_waits_longer_than_the_timeout()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_blocked", Schema);
        var plan = await bench.PlanAsync(await bench.MakeShadowAsync("app.users"));
        var before = await bench.FingerprintAsync();
        await using var holder = await bench.OpenStrangerAsync("report");
        await SwapBench.RunAsync(holder, "begin; select count(*) from app.users");
        await using var reader = await bench.OpenStrangerAsync();

        await using (var transaction = await bench.Connection.BeginTransactionAsync())
        {
            var attempt = Swap.TryAsync(transaction, plan, SwapBench.LockTimeout, default);
            var longest = TimeSpan.Zero;
            while (!attempt.IsCompleted)
            {
                var asked = Stopwatch.GetTimestamp();
                await SwapBench.RunAsync(reader, "select count(*) from app.seen");
                longest = Stopwatch.GetElapsedTime(asked) is var took && took > longest ? took : longest;
            }

            var blocked = (await attempt).ShouldBeOfType<SwapOutcome.Blocked>();
            blocked.Blockers.ShouldContain(blocker => blocker.Pid == holder.ProcessID && blocker.Application == "report" && blocker.Since != null && blocker.What.Contains("AccessShareLock on app.users"));
            blocked.LockWait.ShouldBeLessThan(SwapBench.LockTimeout + Slack);
            longest.ShouldBeLessThan(SwapBench.LockTimeout + Slack);

            // The caller's transaction can be used further, with its own settings.
            (await bench.OneAsync("select current_setting('lock_timeout') || current_setting('statement_timeout')")).ShouldBe("00");
            await transaction.CommitAsync();
        }

        await bench.ShouldHaveAsync(before);
        await SwapBench.RunAsync(holder, "commit");
        (await bench.TryAsync(plan)).ShouldBeOfType<SwapOutcome.Swapped>();
    }

    [Fact]
    public async Task Readers_through_a_view_see_no_error_and_no_missing_row_while_it_is_swapped()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_hammered", Schema);
        var deadlocks = await bench.OneAsync("select deadlocks from pg_stat_database where datname = current_database()");
        using var stop = new CancellationTokenSource();
        var readers = ((string[])["select count(*) from app.seen", "select count(*) from app.users", "select count(*) from app.seen join app.users using (id)"])
            .Select(sql => HammerAsync(bench, sql, stop.Token)).ToList();
        for (var swap = 0; swap < 5; swap++)
        {
            var pair = await bench.MakeShadowAsync("app.users");
            SwapPlan plan;
            var tries = 0;
            do
            {
                plan = await bench.PlanAsync(pair);
                (++tries).ShouldBeLessThan(20);
            }
            while (await bench.TryAsync(plan) is not SwapOutcome.Swapped);
            while (await bench.DropAsync(plan) is not null)
            {
                (++tries).ShouldBeLessThan(20);
            }
        }

        await stop.CancelAsync();
        foreach (var reader in readers)
        {
            (await reader).ShouldBeGreaterThan(0);
        }

        (await bench.OneAsync("select deadlocks from pg_stat_database where datname = current_database()")).ShouldBe(deadlocks);
    }

    [Theory]
    [InlineData("create index on app.users (v)")]
    [InlineData("alter table app.users alter column v set default 3")]
    [InlineData("create view app.second as select v from app.users")]
    [InlineData("grant select on app.users to public")]
    [InlineData("create or replace view app.seen as select id, v from app.users where v > 3")]
    [InlineData("comment on column app.users.v is 'new'")]
    [InlineData("create table app.child (id int references app.users)")]
    [InlineData("create table app.users_old (id int)")]
    [InlineData("create table app.users_old (id int); drop table app.users_resync cascade; create table app.users_resync (like app.users)")]
    public async Task What_changes_after_the_plan_was_read_is_seen_under_the_lock(string change)
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_changed", Schema);
        var plan = await bench.PlanAsync(await bench.MakeShadowAsync("app.users"));
        await bench.RunAsync(change);
        (await bench.TryAsync(plan)).ShouldBeOfType<SwapOutcome.Changed>();
    }

    [Fact]
    public async Task Rows_vacuum_and_analyze_do_not_make_a_plan_old()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_not_changed", Schema);
        var plan = await bench.PlanAsync(await bench.MakeShadowAsync("app.users"));
        await bench.RunAsync("update app.users set v = v + 1");
        await bench.RunAsync("vacuum analyze app.users");
        (await bench.TryAsync(plan)).ShouldBeOfType<SwapOutcome.Swapped>();
    }

    [Fact]
    public async Task A_retired_table_that_somebody_reads_is_dropped_later()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_drop_blocked", Schema);
        var plan = await bench.PlanAsync(await bench.MakeShadowAsync("app.users"));
        (await bench.TryAsync(plan)).ShouldBeOfType<SwapOutcome.Swapped>();
        await using var holder = await bench.OpenStrangerAsync();
        await SwapBench.RunAsync(holder, "begin; select count(*) from app.users_old");
        (await bench.DropAsync(plan)).ShouldHaveSingleItem().Pid.ShouldBe(holder.ProcessID);
        await SwapBench.RunAsync(holder, "commit");
        (await bench.DropAsync(plan)).ShouldBeNull();
        (await bench.DropAsync(plan)).ShouldBeNull();
    }

    [Fact]
    public async Task Asking_autovacuum_to_leave_waits_for_no_reader_and_no_writer()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_autovacuum", Schema);
        await using var writer = await bench.OpenStrangerAsync();
        await SwapBench.RunAsync(writer, "begin; update app.users set v = 0 where id = 1");
        (await Swap.AskAutovacuumToLeaveAsync(bench.Connection, [SwapBench.Table("app.users")], default)).ShouldBeEmpty();
        await using var holder = await bench.OpenStrangerAsync();
        await SwapBench.RunAsync(holder, "begin; lock table app.seen, app.users in access share mode; commit; begin");
        await SwapBench.RunAsync(writer, "commit; begin; lock table app.users in share update exclusive mode");
        (await Swap.AskAutovacuumToLeaveAsync(bench.Connection, [SwapBench.Table("app.users")], default)).ShouldHaveSingleItem().Pid.ShouldBe(writer.ProcessID);
    }

    private static async Task<int> HammerAsync(SwapBench bench, string sql, CancellationToken stop)
    {
        await using var connection = await bench.OpenStrangerAsync();
        var reads = 0;
        while (!stop.IsCancellationRequested)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            (await command.ExecuteScalarAsync(CancellationToken.None)).ShouldBe(1000L);
            reads++;
        }

        return reads;
    }
}
