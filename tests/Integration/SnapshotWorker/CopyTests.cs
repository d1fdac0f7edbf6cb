using BunnyDb.Catalog;
using BunnyDb.Catalog.Chunks;
using BunnyDb.Catalog.Claims;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Copy;
using Npgsql;
using static BunnyDb.Integration.SnapshotWorker.CopyStage;

namespace BunnyDb.Integration.SnapshotWorker;

[Collection(RealServers.Name)]
public sealed class CopyTests(PostgresFixture postgres)
{
    private static readonly MirrorOptions SmallChunks = new() { SnapshotNumRowsPerPartition = 500 };

    [Fact]
    public async Task Workers_share_a_copy_and_every_row_arrives_once()
    {
        await using var stage = await SetAsync(postgres, "workers_share_a_copy", "create table a (id int, body text); create table b (id int)");
        await ExecuteAsync(stage.Source, "insert into a select n, repeat('x', n % 50) from generate_series(1, 60000) n; insert into b select generate_series(1, 5000); analyze a");
        var lane = await stage.OrderCopyAsync(SmallChunks, Table("public.a"), Table("public.b"));
        await ExecuteAsync(stage.Source, "insert into a values (-1, 'after the snapshot')");
        await using WorkerProcess one = stage.StartProcess(), two = stage.StartProcess(), three = stage.StartProcess();

        var reported = await Task.WhenAll(one.CopyAsync(lane), two.CopyAsync(lane), three.CopyAsync(lane));

        await ExecuteAsync(stage.Source, "delete from a where id = -1");
        await stage.ShouldBeEqualAsync("a");
        await stage.ShouldBeEqualAsync("b");
        reported.ShouldAllBe(stages => stages.SequenceEqual(new[] { LaneStage.Copied }));
        (await stage.OnCatalogAsync<long>("select count(distinct worker_no) from chunk")).ShouldBe(3);
        (await stage.OnCatalogAsync<long>("select count(*) from chunk where state <> 'DONE'")).ShouldBe(0);
        (await stage.OnCatalogAsync<string>("select string_agg(rows_copied || '/' || rows_total, ' ' order by source_table) from table_mapping")).ShouldBe("60000/60000 5000/5000");
    }

    [Fact]
    public async Task A_worker_that_comes_late_finds_a_place()
    {
        await using var stage = await SetAsync(postgres, "a_late_worker", "create table a (id int)");
        await ExecuteAsync(stage.Source, "insert into a select generate_series(1, 20000)");
        var lane = await stage.OrderCopyAsync(SmallChunks, Table("public.a"));
        await using WorkerProcess first = stage.StartProcess(), late = stage.StartProcess();
        var tables = await stage.Mappings.OfLaneAsync(lane.Id, default);
        await first.Claims.KeepWorkerAliveAsync(default);
        await first.Chunks.PlanOnceAsync(lane, () => first.Planner.PlanAsync(lane, tables, default), default);
        for (var i = 0; i < 4; i++)
        {
            (await first.Chunks.ClaimAsync(lane, default)).ShouldNotBeNull("one worker alone may use every place");
        }

        await late.Claims.KeepWorkerAliveAsync(default);
        (await late.Chunks.ClaimAsync(lane, default)).ShouldBeNull("every place is taken");
        await stage.OnCatalogAsync<int>("with done as (update chunk set state = 'DONE' where number = 0) select 1");

        (await first.Chunks.ClaimAsync(lane, default)).ShouldBeNull("the free place is kept for who has none");
        (await late.Chunks.ClaimAsync(lane, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_chunk_of_a_worker_that_died_is_copied_by_another()
    {
        await using var stage = await SetAsync(postgres, "a_worker_that_died", "create table a (id int)");
        await ExecuteAsync(stage.Source, "insert into a select generate_series(1, 5000)");
        var lane = await stage.OrderCopyAsync(SmallChunks, Table("public.a"));
        await using var survivor = stage.StartProcess();
        var dying = stage.StartProcess();
        var tables = await stage.Mappings.OfLaneAsync(lane.Id, default);
        await dying.Claims.KeepWorkerAliveAsync(default);

        // Another BunnyDb may have its catalog on the same server, and its workers have the same numbers.
        await using var catalogElsewhere = new CatalogDatabase(await postgres.CreateCatalogAsync("a_worker_elsewhere"));
        await using var elsewhere = new ClaimSession(catalogElsewhere);
        await elsewhere.KeepWorkerAliveAsync(default);
        elsewhere.WorkerNo.ShouldBe(dying.Claims.WorkerNo);
        await dying.Chunks.PlanOnceAsync(lane, () => dying.Planner.PlanAsync(lane, tables, default), default);
        var copiedNotCounted = (await dying.Chunks.ClaimAsync(lane, default))!;
        await dying.Copier.CopyAsync(lane, copiedNotCounted, tables[0].Mapping, default);
        (await dying.Chunks.ClaimAsync(lane, default)).ShouldNotBeNull();

        var copy = survivor.CopyAsync(lane);
        await Task.WhenAny(copy, Task.Delay(TimeSpan.FromSeconds(2)));
        copy.IsCompleted.ShouldBeFalse("two chunks are in the hands of a living worker");
        await dying.DisposeAsync();

        (await copy.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe([LaneStage.Copied]);
        await stage.ShouldBeEqualAsync("a");
        (await stage.OnCatalogAsync<long>("select rows_copied from table_mapping")).ShouldBe(5000);
    }

    [Fact]
    public async Task A_chunk_delivered_twice_writes_once()
    {
        await using var stage = await SetAsync(postgres, "a_chunk_delivered_twice", "create table a (id int)");
        await ExecuteAsync(stage.Source, "insert into a select generate_series(1, 1000)");
        var mapping = Table("public.a");
        var lane = await stage.OrderCopyAsync(new MirrorOptions(), mapping);
        await using var worker = stage.StartProcess();
        var chunk = new Chunk(lane.Id, 1, 0, mapping.Id, mapping.Source, null);

        var first = await worker.Copier.CopyAsync(lane, chunk, mapping, default);
        var again = await worker.Copier.CopyAsync(lane, chunk, mapping, default);

        again.ShouldBe(first);
        first.Rows.ShouldBe(1000);
        await stage.ShouldBeEqualAsync("a");
    }

    [Fact]
    public async Task A_chunk_of_another_generation_writes_nothing()
    {
        await using var stage = await SetAsync(postgres, "a_chunk_of_another_generation", "create table a (id int)");
        await ExecuteAsync(stage.Source, "insert into a select generate_series(1, 1000)");
        var lane = await stage.OrderCopyAsync(new MirrorOptions(), Table("public.a"));
        await ExecuteAsync(stage.Destination, "update bunnydb.lane set generation = 2");
        await using var worker = stage.StartProcess();

        var fault = (await Should.ThrowAsync<FaultException>(worker.CopyAsync(lane))).Fault;

        (fault.Kind, fault.Code).ShouldBe((FaultKind.Transient, FaultCode.SnapshotLost));
        (await ScalarAsync<long>(stage.Destination, "select (select count(*) from a) + (select count(*) from bunnydb.chunk)")).ShouldBe(0);
    }

    [Fact]
    public async Task A_snapshot_that_is_gone_is_waited_for()
    {
        await using var stage = await SetAsync(postgres, "a_snapshot_that_is_gone", "create table a (id int)");
        var lane = await stage.OrderCopyAsync(new MirrorOptions(), Table("public.a"));
        await stage.LoseSnapshotAsync();
        await using var worker = stage.StartProcess();

        var fault = (await Should.ThrowAsync<FaultException>(worker.CopyAsync(lane))).Fault;

        (fault.Kind, fault.Code).ShouldBe((FaultKind.Transient, FaultCode.SnapshotLost));
    }

    [Fact]
    public async Task Empty_tables_generated_identity_and_excluded_columns_and_odd_names_are_copied()
    {
        await using var stage = await SetAsync(postgres, "odd_tables", """
            create table empty (id int);
            create schema "Odd.Schema";
            create table "Odd.Schema"."a ""b" (
              id bigint generated always as identity, "the ""key" int not null, secret text, double int generated always as ("the ""key" * 2) stored);
            """);
        await ExecuteAsync(stage.Source, """insert into "Odd.Schema"."a ""b" ("the ""key", secret) select n, 'canary' from generate_series(1, 3000) n; delete from "Odd.Schema"."a ""b" where id % 3 = 0""");
        var lane = await stage.OrderCopyAsync(SmallChunks, Table("public.empty"), Table("\"Odd.Schema\".\"a \"\"b\"", "the \"key", null, "secret"));
        await using var worker = stage.StartProcess();

        (await worker.CopyAsync(lane)).ShouldBe([LaneStage.Copied]);

        await stage.ShouldBeEqualAsync("\"Odd.Schema\".\"a \"\"b\"", columns: "t.id, t.\"the \"\"key\", t.double");
        (await ScalarAsync<long>(stage.Destination, """select count(secret) from "Odd.Schema"."a ""b" """)).ShouldBe(0);
        (await ScalarAsync<long>(stage.Destination, "select count(*) from empty")).ShouldBe(0);
    }

    [Fact]
    public async Task Types_that_are_not_safe_in_binary_travel_as_text()
    {
        await using var stage = await SetAsync(postgres, "types_as_text", """
            create type mood as enum ('glad', 'so\so', 'sad''');
            create table a (id int, mood mood, body text, bytes bytea, at timestamptz, amount numeric, list mood[]);
            """);
        await ExecuteAsync(stage.Source, """
            insert into a select n, (enum_range(null::mood))[1 + n % 3], case n % 4 when 0 then null when 1 then E'tab\t newline\n back\\slash' when 2 then '\N' else 'ö' end,
              decode(lpad(to_hex(n), 8, '0'), 'hex'), 'epoch'::timestamptz + n * interval '1 hour', (n || '.10')::numeric, array['glad', null]::mood[]
            from generate_series(1, 2000) n
            """);
        var lane = await stage.OrderCopyAsync(SmallChunks, Table("public.a"));
        await using var worker = stage.StartProcess();

        await worker.CopyAsync(lane);

        await stage.ShouldBeEqualAsync("a");
        (await stage.OnCatalogAsync<long>("select rows_copied from table_mapping")).ShouldBe(2000);
    }

    [Fact]
    public async Task The_leaves_of_a_partitioned_table_are_copied_into_the_mapped_table()
    {
        await using var stage = await SetAsync(postgres, "leaves_of_a_partitioned_table", "create table flat (id int, at date)");
        await ExecuteAsync(stage.Source, """
            create table p (id int, at date) partition by range (at);
            create table p1 partition of p for values from ('2020-01-01') to ('2021-01-01');
            create table p2 (at date, junk text, id int) partition by hash (id);
            alter table p2 drop column junk;
            alter table p attach partition p2 for values from ('2021-01-01') to ('2022-01-01');
            create table p21 partition of p2 for values with (modulus 2, remainder 0);
            create table p22 partition of p2 for values with (modulus 2, remainder 1);
            insert into p select n, date '2020-01-01' + n % 700 from generate_series(1, 9000) n;
            create table hollow (id int) partition by list (id);
            """);
        await ExecuteAsync(stage.Destination, "create table hollow (id int)");
        var lane = await stage.OrderCopyAsync(SmallChunks, Table("public.p", destination: "public.flat"), Table("public.hollow"));
        await using var worker = stage.StartProcess();

        (await worker.CopyAsync(lane)).ShouldBe([LaneStage.Copied]);

        await stage.ShouldBeEqualAsync("p", "flat");
    }

    [Fact]
    public async Task What_inherits_from_a_table_is_not_copied_with_it()
    {
        await using var stage = await SetAsync(postgres, "what_inherits", "create table parent (id int)");
        await ExecuteAsync(stage.Source, "create table child () inherits (parent); insert into parent values (1); insert into child values (2)");
        var lane = await stage.OrderCopyAsync(new MirrorOptions(), Table("public.parent"));
        await using var worker = stage.StartProcess();

        await worker.CopyAsync(lane);

        await stage.ShouldBeEqualAsync("only parent", "parent");
    }

    [Fact]
    public async Task A_row_that_the_destination_refuses_leaves_nothing_of_its_chunk_and_is_not_quoted()
    {
        await using var stage = await SetAsync(postgres, "a_row_that_is_refused", "create type mood as enum ('glad'); create table a (id int, mood mood, body text)");
        await ExecuteAsync(stage.Source, "insert into a select n, 'glad', 'canary' from generate_series(1, 100000) n");
        await ExecuteAsync(stage.Destination, "alter table a add constraint small check (id < 50000)");
        var lane = await stage.OrderCopyAsync(new MirrorOptions(), Table("public.a"));
        await using var worker = stage.StartProcess();

        var refused = await Should.ThrowAsync<FaultException>(worker.CopyAsync(lane));

        refused.ToString().ShouldNotContain("canary");
        var fault = refused.Fault;
        (fault.Kind, fault.Code, fault.Table, fault.Constraint).ShouldBe((FaultKind.Halt, FaultCode.ConstraintViolation, "public.a", "small"));
        (await ScalarAsync<long>(stage.Destination, "select (select count(*) from a) + (select count(*) from bunnydb.chunk)")).ShouldBe(0);
        (await stage.OnCatalogAsync<long>("select count(*) from chunk where state = 'PENDING'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_row_that_the_source_cannot_read_leaves_nothing_of_its_chunk()
    {
        await using var stage = await SetAsync(postgres, "a_row_that_cannot_be_read", "create table a (id int)");
        await ExecuteAsync(stage.Source, "insert into a select generate_series(1, 100000)");
        var lane = await stage.OrderCopyAsync(new MirrorOptions());
        await using var transaction = await stage.Destination.BeginTransactionAsync();
        var statements = new CopyStatements(
            "copy (select 1 / (id - 90000) from a) to stdout (format binary)", "copy a (id) from stdin (format binary)", IsBinary: true);

        var failed = await Should.ThrowAsync<PostgresException>(CopyPump.RunAsync(stage.Source, stage.Destination, statements, default));

        failed.SqlState.ShouldBe(PostgresErrorCodes.DivisionByZero);
        (await Should.ThrowAsync<PostgresException>(ExecuteAsync(stage.Destination, "select"))).SqlState.ShouldBe(PostgresErrorCodes.InFailedSqlTransaction);
        lane.Id.ShouldBe(stage.LaneId);
    }

    [Fact]
    public async Task A_copy_stops_promptly_and_gives_its_chunks_back()
    {
        await using var stage = await SetAsync(postgres, "a_copy_stops_promptly", "create table a (id int)");
        await ExecuteAsync(stage.Source, "insert into a select generate_series(1, 3000)");
        await ExecuteAsync(stage.Destination, "create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.01); return new; end'; create trigger slow before insert on a for each row execute function slow(); alter table a enable always trigger slow");
        var lane = await stage.OrderCopyAsync(new MirrorOptions(), Table("public.a"));
        await using var worker = stage.StartProcess();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        await Should.ThrowAsync<OperationCanceledException>(worker.CopyAsync(lane, stop.Token).WaitAsync(TimeSpan.FromSeconds(7)));

        (await stage.OnCatalogAsync<long>("select count(*) from chunk where state = 'PENDING'")).ShouldBe(1);
    }

    [Fact]
    public async Task Row_level_security_that_hides_rows_stops_the_copy()
    {
        await using var stage = await SetAsync(postgres, "row_level_security", "create table a (id int)");
        await ExecuteAsync(stage.Source, """
            insert into a values (1); alter table a enable row level security;
            drop role if exists bunny_half_blind; create role bunny_half_blind login password 'test'; grant select on a to bunny_half_blind
            """);
        var source = (await stage.Peers.FindAsync("source", default))!;
        await stage.Peers.UpdateAsync(source with { Address = source.Address with { User = "bunny_half_blind", Password = "test" } }, default);
        var lane = await stage.OrderCopyAsync(new MirrorOptions(), Table("public.a"));
        await using var worker = stage.StartProcess();

        var fault = (await Should.ThrowAsync<FaultException>(worker.CopyAsync(lane))).Fault;

        (fault.Kind, fault.Code, fault.Table).ShouldBe((FaultKind.Halt, FaultCode.RowSecurity, "public.a"));
        await ExecuteAsync(stage.Source, "drop owned by bunny_half_blind; drop role bunny_half_blind");
    }
}
