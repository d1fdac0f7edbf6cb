using BunnyDb.Contracts.Mirrors;
using BunnyDb.Integration.Fixture;
using Npgsql;

namespace BunnyDb.Integration.Targets;

/// <summary>Checks that are NOT VALID on the source, where older rows break them.</summary>
[Collection(RealServers.Name)]
public sealed class LateCheckTests(PostgresFixture postgres)
{
    private const string Source =
        """
        create table public.t (id int primary key, v int, w int);
        insert into public.t values (1, -1, 1), (2, 5, 1);
        alter table public.t add constraint "v Pos" check (v > 0) not valid, add constraint w_pos check (w > 0), add constraint both_pos check (v + w > 1) no inherit not valid;
        """;

    private const string Checks =
        "select concat_ws(' ', conname, pg_get_constraintdef(oid)) from pg_constraint where conrelid = 'public.t'::regclass and contype = 'c' order by 1";

    private static readonly TableMapping Map = TargetBench.Map("public.t", "public.t");

    private static readonly string[] Faithful =
        ["both_pos CHECK (((v + w) > 1)) NO INHERIT NOT VALID", "v Pos CHECK ((v > 0)) NOT VALID", "w_pos CHECK ((w > 0))"];

    [Fact]
    public async Task A_check_that_older_rows_break_comes_after_the_copy_and_once_and_is_not_valid()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "late_check", Source);
        await CopyAsync(bench, 1);
        (await TargetBench.ListAsync(bench.Destination, Checks)).ShouldBe(["w_pos CHECK ((w > 0))"]);
        await Task.WhenAll(bench.FinishAsync(1, Map), bench.FinishAsZombieAsync(1, Map));
        await bench.FinishAsync(1, Map);

        (await TargetBench.ListAsync(bench.Destination, Checks)).ShouldBe(Faithful);
        (await bench.OneAsync("select count(*) from public.t")).ShouldBe("2");
        (await bench.OneAsync("select count(*) from bunnydb.kept_check")).ShouldBe("0");
        (await Should.ThrowAsync<PostgresException>(() => bench.DestinationAsync("insert into public.t values (3, -1, 5)"))).SqlState.ShouldBe(PostgresErrorCodes.CheckViolation);
    }

    [Fact]
    public async Task A_table_that_is_copied_again_before_or_after_its_end_gets_its_checks_back()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "late_check_again", Source);
        await CopyAsync(bench, 1);
        await CopyAsync(bench, 2);
        await bench.FinishAsync(2, Map);
        await bench.DestinationAsync("comment on constraint \"v Pos\" on public.t is 'ours'");
        await CopyAsync(bench, 3);
        await bench.FinishAsync(3, Map);

        (await TargetBench.ListAsync(bench.Destination, Checks)).ShouldBe(Faithful);
        (await bench.OneAsync("select obj_description(oid) from pg_constraint where conname = 'v Pos'")).ShouldBe("ours");
        (await bench.OneAsync("select count(*) from bunnydb.kept_check")).ShouldBe("0");
    }

    [Fact]
    public async Task Without_a_copy_the_table_gets_them_all_the_same_but_for_those_of_columns_that_are_left_out()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "late_check_empty", Source);
        bench.Options = new MirrorOptions { DoInitialSnapshot = false };
        var map = TargetBench.Map("public.t", "public.t", "w");
        await bench.RegisterAsync(1);
        await bench.PrepareAsync(1, map);
        await bench.FinishAsync(1, map);
        (await TargetBench.ListAsync(bench.Destination, Checks)).ShouldBe(["v Pos CHECK ((v > 0)) NOT VALID"]);
    }

    [Fact]
    public async Task A_check_that_the_table_cannot_take_any_more_is_told_and_stops_nothing()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "late_check_lost", Source);
        await CopyAsync(bench, 1);
        await bench.DestinationAsync("alter table public.t drop column w, add constraint w_pos check (id > 0)");
        (await bench.FinishAsync(1, Map)).ShouldHaveSingleItem().ShouldContain("both_pos");
        (await TargetBench.ListAsync(bench.Destination, Checks)).ShouldBe(["v Pos CHECK ((v > 0)) NOT VALID", "w_pos CHECK ((id > 0))"]);
    }

    private static async Task CopyAsync(TargetBench bench, int generation)
    {
        await bench.RegisterAsync(generation);
        (await bench.PrepareAsync(generation, Map)).ShouldBeTrue();
        await bench.CopyAsync(Map);
    }
}
