using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Integration.Fixture;

namespace BunnyDb.Integration.Targets;

[Collection(RealServers.Name)]
public sealed class PrepareTests(PostgresFixture postgres)
{
    private const string OneTable = "create table public.t (id int primary key, v text); insert into public.t values (1, 'a'), (2, 'b')";

    [Fact]
    public async Task A_missing_table_is_made_with_what_it_needs()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "prepare_makes",
            """
            create schema app;
            create type app.mood as enum ('sad', 'it''s ok');
            create domain app.positive as int default 3 check (value > 0);
            create type app.pair as (a int, m app.mood);
            create table app."a.b" (
              id bigserial, n int generated always as identity (start 5 increment 2), "w""x" app.mood default 'sad', p app.pair[], d app.positive,
              price numeric(10, 2) not null default 1.5 check (price >= 0), doubled numeric generated always as (price * 2) stored, c varchar(5) collate "C", secret text);
            """);
        await bench.RegisterAsync(1);
        (await bench.PrepareAsync(1, TargetBench.Map("app.\"a.b\"", "\"New Schema\".\"t.u\"", "secret"))).ShouldBeTrue();

        (await TargetBench.ListAsync(bench.Destination,
            """
            select attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull || ' ' || attidentity::text || attgenerated::text
            from pg_attribute where attrelid = '"New Schema"."t.u"'::regclass and attnum > 0 order by attnum
            """)).ShouldBe(
        [
            "id bigint true ", "n integer true a", "w\"x app.mood false ", "p app.pair[] false ", "d app.positive false ", "price numeric(10,2) true ",
            "doubled numeric false s", "c character varying(5) false ",
        ]);
        (await bench.OneAsync("select pg_get_serial_sequence('\"New Schema\".\"t.u\"', 'id')")).ShouldBe("\"New Schema\".\"a.b_id_seq\"");
        (await bench.OneAsync("select count(*) from pg_constraint where conrelid = '\"New Schema\".\"t.u\"'::regclass and contype = 'c'")).ShouldBe("1");
        await bench.DestinationAsync("insert into \"New Schema\".\"t.u\" (price) values (2)");
        (await bench.OneAsync("select concat_ws('/', id, n, \"w\"\"x\", d, doubled) from \"New Schema\".\"t.u\"")).ShouldBe("1/5/sad/3/4.00");
    }

    [Fact]
    public async Task An_overtaken_generation_does_nothing()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "prepare_overtaken", OneTable);
        await bench.RegisterAsync(2);
        (await bench.PrepareAsync(1, TargetBench.Map("public.t", "public.t"))).ShouldBeFalse();
        (await bench.OneAsync("select to_regclass('public.t') is null")).ShouldBe("True");
    }

    [Fact]
    public async Task Preparing_again_after_the_copy_began_keeps_the_rows()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "prepare_again", OneTable);
        var map = TargetBench.Map("public.t", "public.t");
        await bench.RegisterAsync(1);
        await bench.PrepareAsync(1, map);
        await bench.CopyAsync(map);
        (await bench.PrepareAsync(1, map)).ShouldBeTrue();
        (await bench.OneAsync("select count(*) from public.t")).ShouldBe("2");
    }

    [Fact]
    public async Task The_next_generation_finds_its_tables_empty_again()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "prepare_next", OneTable);
        var map = TargetBench.Map("public.t", "public.t");
        await bench.RegisterAsync(1);
        await bench.PrepareAsync(1, map);
        await bench.CopyAsync(map);
        await bench.RegisterAsync(2);
        (await bench.PrepareAsync(2, map)).ShouldBeTrue();
        (await bench.OneAsync("select count(*) from public.t")).ShouldBe("0");
    }

    [Fact]
    public async Task A_table_with_rows_of_someone_else_is_refused_and_nothing_is_made()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "prepare_refuses", OneTable + "; create table public.u (id int primary key)",
            "create table public.t (id int primary key, v text); insert into public.t values (7, 'mine')");
        await bench.RegisterAsync(1);
        var refusal = await Should.ThrowAsync<FaultException>(() => bench.PrepareAsync(1, TargetBench.Map("public.u", "public.u"), TargetBench.Map("public.t", "public.t")));
        refusal.Fault.Code.ShouldBe(FaultCode.DestinationNotEmpty);
        refusal.Fault.Table.ShouldBe("public.t");
        (await bench.OneAsync("select to_regclass('public.u') is null")).ShouldBe("True");
        (await bench.OneAsync("select v from public.t")).ShouldBe("mine");
    }

    [Fact]
    public async Task Without_a_snapshot_the_rows_that_are_there_stay()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "prepare_keeps", OneTable,
            "create table public.t (id int primary key, v text); insert into public.t values (7, 'mine')");
        bench.Options = new MirrorOptions { DoInitialSnapshot = false };
        await bench.RegisterAsync(1);
        (await bench.PrepareAsync(1, TargetBench.Map("public.t", "public.t"))).ShouldBeTrue();
        (await bench.OneAsync("select v from public.t")).ShouldBe("mine");
        (await bench.OneAsync("select count(*) from bunnydb.target")).ShouldBe("0");
    }

    [Fact]
    public async Task A_table_to_which_an_outsider_refers_is_emptied_without_touching_the_outsider()
    {
        var map = TargetBench.Map("public.t", "public.t");
        await using var bench = await CopiedBesideOutsiderAsync("prepare_outsider", null, map);
        (await bench.PrepareAsync(2, map)).ShouldBeTrue();
        (await bench.OneAsync("select count(*) from public.t")).ShouldBe("0");
        (await bench.OneAsync("select count(*) from public.outsider")).ShouldBe("1");
    }

    [Fact]
    public async Task A_role_that_cannot_spare_the_outsiders_rows_empties_nothing()
    {
        var map = TargetBench.Map("public.t", "public.t");
        await using var bench = await CopiedBesideOutsiderAsync("prepare_outsider_plain", "prepare_plain", map);
        var refusal = await Should.ThrowAsync<FaultException>(() => bench.PrepareAsync(2, map));
        refusal.Fault.Message.ShouldContain("outsider");
        (await bench.OneAsync("select count(*) from public.t")).ShouldBe("2");
        (await bench.OneAsync("select count(*) from public.outsider")).ShouldBe("1");
    }

    [Fact]
    public async Task A_column_that_the_destination_lacks_is_named()
    {
        await using var bench = await TargetBench.StartAsync(postgres, "prepare_column", OneTable, "create table public.t (id int primary key)");
        await bench.RegisterAsync(1);
        var refusal = await Should.ThrowAsync<FaultException>(() => bench.PrepareAsync(1, TargetBench.Map("public.t", "public.t")));
        refusal.Fault.Code.ShouldBe(FaultCode.SchemaMismatch);
        refusal.Fault.Message.ShouldContain("\"v\"");
    }

    /// <summary>One generation is copied, a table of somebody else's refers to it, and the next is registered.</summary>
    private async Task<TargetBench> CopiedBesideOutsiderAsync(string name, string? user, TableMapping map)
    {
        var bench = await TargetBench.StartAsync(postgres, name, OneTable, destinationUser: user);
        await bench.RegisterAsync(1);
        await bench.PrepareAsync(1, map);
        await bench.CopyAsync(map);
        await bench.FinishAsync(1, map);
        await bench.DestinationAsync("create table public.outsider (id int references public.t on delete cascade); insert into public.outsider values (1)");
        await bench.RegisterAsync(2);
        return bench;
    }
}
