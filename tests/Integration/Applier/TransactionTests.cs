using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;

namespace BunnyDb.Integration.Applier;

/// <summary>Rows and position are one: whatever the stream repeats, loses or cuts.</summary>
[Collection(RealServers.Name)]
public sealed class TransactionTests(PostgresFixture postgres)
{
    private const string Accounts = "create table t (id int, v int); alter table t replica identity full";

    [Fact]
    public async Task A_redelivered_batch_changes_nothing()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "redelivered", Accounts, "public.t");
        var batches = await bench.ReplicateAsync("insert into t values (1, 1)", "insert into t values (1, 1)");
        await bench.AppliedAsync(batches);
        bench.Put(batches);
        await bench.StopRunAsync();
        await bench.StartRunAsync(newEpoch: false);
        bench.Put(batches);
        await bench.AppliedAsync(await bench.ReplicateAsync("insert into t values (2, 2)"));
        await bench.ShouldBeEqualAsync("t");
        (await bench.DestinationScalarAsync<long>("select rows_inserted from bunnydb.route")).ShouldBe(3);
    }

    /// <summary>Its claim was lost while it hung, say, and the mirror was changed meanwhile: only whoever applies now knows its tables.</summary>
    [Fact]
    public async Task A_run_that_another_has_begun_beside_writes_nothing_more()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "run_beside", "create table t (id int primary key); create table u (id int primary key)", "public.t", "public.u");
        await bench.AppliedAsync(await bench.ReplicateAsync("insert into t values (1)", "insert into u values (1)"));

        await bench.KeepTablesBesideAsync("public.t");
        var batches = await bench.ReplicateAsync("insert into u values (2)", "insert into t values (2)");
        (await bench.FaultAsync()).Kind.ShouldBe(FaultKind.Transient);
        (await bench.DestinationScalarAsync<long>("select count(*) from t")).ShouldBe(1);

        await bench.StartRunAsync(newEpoch: false);
        bench.Put(batches);
        await bench.AppliedAsync(batches);
        await bench.ShouldBeEqualAsync("t");
        (await bench.DestinationScalarAsync<long>("select count(*) from u")).ShouldBe(1);
    }

    /// <summary>It hung over a pause, say, in which the mirror was changed: what it knows of its tables is old.</summary>
    [Fact]
    public async Task A_run_that_was_stopped_meanwhile_writes_nothing_more()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "run_stopped", "create table t (id int primary key)", "public.t");
        await bench.AppliedAsync(await bench.ReplicateAsync("insert into t values (1)"));

        await bench.StopBesideAsync();
        var batches = await bench.ReplicateAsync("insert into t values (2)");
        (await bench.FaultAsync()).Code.ShouldBe(FaultCode.RetryableConflict);
        (await bench.DestinationScalarAsync<long>("select count(*) from t")).ShouldBe(1);

        await bench.StartRunAsync(newEpoch: false);
        bench.Put(batches);
        await bench.AppliedAsync(batches);
        await bench.ShouldBeEqualAsync("t");
    }

    [Fact]
    public async Task A_transaction_larger_than_a_batch_is_seen_whole_or_not_at_all()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "large_transaction", Accounts, "public.t");
        await bench.SourceAsync("insert into t values (0, 0)", "insert into t select i, i from generate_series(1, 5000) i", "insert into t values (-1, 0)");
        var batches = await bench.ReadAsync(maxFrames: 700);
        batches.Count.ShouldBeGreaterThan(5);
        batches[1].EndsInsideTransaction.ShouldBeTrue();
        bench.Put(batches.Take(5));
        await bench.UntilAsync(() => Task.FromResult(bench.Stream.Acknowledged.Count == 5), () => "acknowledgements inside the transaction");
        (await bench.DestinationScalarAsync<long>("select count(*) from t")).ShouldBe(1);

        // A heartbeat inside a transaction changes nothing.
        bench.Stream.Put(batches[4] with { Sequence = 5, Frames = default });
        bench.Put(batches.Skip(5).Select(batch => batch with { Sequence = batch.Sequence + 1 }));
        await bench.AppliedAsync(batches);
        await bench.ShouldBeEqualAsync("t");
    }

    [Fact]
    public async Task A_large_transaction_that_a_new_epoch_interrupts_gives_way_and_comes_again_whole()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "interrupted", Accounts, "public.t");
        await bench.SourceAsync("insert into t select i, i from generate_series(1, 1000) i");
        var batches = await bench.Log.ReadAsync(bench.Lane.Id, bench.Epoch, 0, maxFrames: 300, keep: true);
        bench.Put(batches.Take(2));
        await bench.UntilAsync(() => Task.FromResult(bench.Stream.Acknowledged.Count == 2), () => "acknowledgements inside the transaction");

        // The reader begins again: it waits for the row until the applier sees that it does.
        await using (var connection = await bench.OurConnectionAsync())
        {
            (await BunnyDb.Postgres.Progress.LaneProgress.BeginEpochAsync(connection, bench.Lane.Id, default).WaitAsync(TimeSpan.FromSeconds(5)))!.Epoch.ShouldBe(bench.Epoch + 1);
        }

        bench.Put(batches.Skip(2));
        batches = await bench.Log.ReadAsync(bench.Lane.Id, bench.Epoch + 1, 0, maxFrames: 300);
        bench.Put(batches);
        await bench.AppliedAsync(batches);
        await bench.ShouldBeEqualAsync("t");
    }

    [Fact]
    public async Task A_missing_batch_asks_for_a_new_epoch_and_nothing_is_applied_until_it_comes()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "gap", Accounts, "public.t");
        await bench.SourceAsync("insert into t values (1, 1)", "insert into t values (2, 2)", "insert into t values (3, 3)");
        var batches = await bench.Log.ReadAsync(bench.Lane.Id, bench.Epoch, 0, maxFrames: 4, keep: true);
        bench.Put([batches[0], batches[2], batches[1]]);
        await bench.UntilAsync(async () => (await bench.ProgressAsync()).RestartAskedEpoch == bench.Epoch, () => "a restart to be asked for");
        await bench.UntilAsync(() => Task.FromResult(bench.Stream.Acknowledged.Count == 3), () => "all to be dropped");
        (await bench.DestinationScalarAsync<long>("select count(*) from t")).ShouldBe(1);
        await bench.StopRunAsync();
        await bench.StartRunAsync();
        batches = await bench.ReadAsync();
        bench.Put(batches);
        await bench.AppliedAsync(batches);
        await bench.ShouldBeEqualAsync("t");
    }

    [Fact]
    public async Task An_applier_that_starts_amid_a_transaction_asks_for_a_new_epoch()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "amid", Accounts, "public.t");
        await bench.SourceAsync("insert into t select i, i from generate_series(1, 1000) i");
        var batches = await bench.ReadAsync(maxFrames: 300);
        bench.Put(batches.Skip(2));
        await bench.UntilAsync(async () => (await bench.ProgressAsync()).RestartAskedEpoch == bench.Epoch, () => "a restart to be asked for");
        (await bench.DestinationScalarAsync<long>("select count(*) from t")).ShouldBe(0);
    }

    [Fact]
    public async Task A_batch_of_an_earlier_epoch_writes_nothing()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "earlier_epoch", Accounts, "public.t");
        await bench.SourceAsync("insert into t values (1, 1)");
        var batches = await bench.ReadAsync();
        await using (var connection = await bench.OurConnectionAsync())
        {
            await BunnyDb.Postgres.Progress.LaneProgress.BeginEpochAsync(connection, bench.Lane.Id, default);
        }

        bench.Put(batches);
        await bench.UntilAsync(() => Task.FromResult(bench.Stream.Acknowledged.Count == 1), () => "the batch to be dropped");
        (await bench.DestinationScalarAsync<long>("select count(*) from t")).ShouldBe(0);
    }

    [Fact]
    public async Task A_refused_transaction_halts_at_itself_and_those_before_it_are_committed()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "halts", "create table t (id int primary key, v int); create table u (id int primary key)", "public.t", "public.u");
        await bench.DestinationAsync("alter table t add constraint small check (v < 10)");
        await bench.SourceAsync(
            "insert into t values (1, 1)", "insert into u values (1)", "insert into u values (2); insert into t values (2, 20)", "insert into t values (3, 3)");
        var position = (await bench.ProgressAsync()).Position;
        bench.Put(await bench.Log.ReadAsync(bench.Lane.Id, bench.Epoch, keep: true));
        var fault = await bench.FaultAsync();
        (fault.Code, fault.Table, fault.Constraint, fault.SqlState).ShouldBe(("constraint_violation", "public.t", "small", "23514"));
        Lsn.Parse(fault.Lsn!).ShouldBeGreaterThan(position);
        fault.Message.ShouldNotContain("20");
        (await bench.DestinationScalarAsync<string>("select (select string_agg(id::text, ',') from t) || ' ' || (select string_agg(id::text, ',') from u)")).ShouldBe("1 1");

        await bench.DestinationAsync("alter table t drop constraint small");
        await bench.StartRunAsync();
        var batches = await bench.ReadAsync();
        bench.Put(batches);
        await bench.AppliedAsync(batches);
        await bench.ShouldBeEqualAsync("t");
        await bench.ShouldBeEqualAsync("u");
    }

    [Fact]
    public async Task A_large_transaction_that_is_refused_in_its_middle_leaves_nothing()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "large_halts", "create table t (id int primary key, v int)", "public.t");
        await bench.DestinationAsync("alter table t add constraint small check (v < 900)");
        await bench.SourceAsync("insert into t values (0, 0)", "insert into t select i, i from generate_series(1, 1000) i");
        bench.Put(await bench.ReadAsync(maxFrames: 300));
        var fault = await bench.FaultAsync();
        (fault.Code, fault.Constraint).ShouldBe(("constraint_violation", "small"));
        fault.Lsn.ShouldNotBeNull();
        (await bench.DestinationScalarAsync<long>("select count(*) from t")).ShouldBe(1);
    }

    [Fact]
    public async Task A_conflict_inside_a_large_transaction_is_replayed_in_its_stretch()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "large_conflict", "create table t (id int primary key, v int)", "public.t");
        await bench.DestinationAsync("insert into t values (500, -1)");
        await bench.SourceAsync("insert into t select i, i from generate_series(1, 1000) i");
        var batches = await bench.ReadAsync(maxFrames: 300);
        bench.Put(batches);
        await bench.AppliedAsync(batches);
        await bench.ShouldBeEqualAsync("t");
        (await bench.DestinationScalarAsync<string>("select rows_inserted || ' ' || conflicts from bunnydb.route")).ShouldBe("1000 1");
    }

    [Fact]
    public async Task A_large_transaction_in_many_parts_takes_few_locks_and_little_memory_for_values_that_stay()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "many_parts", "create table t (id int primary key, big text, n int); alter table t alter big set storage external", "public.t");
        await bench.SourceAsync(
            "insert into t select i, repeat('x', 100000), 0 from generate_series(1, 30) i",
            """
            do $$ begin
              for round in 1..60 loop update t set n = round; end loop;
              insert into t select i, 'small', 0 from generate_series(31, 60) i;
            end $$
            """,
            "update t set n = n + 1");
        var batches = await bench.ReadAsync(maxFrames: 100);
        bench.Put(batches.Take(batches.Count - 2));
        await bench.UntilAsync(() => Task.FromResult(bench.Stream.Acknowledged.Count == batches.Count - 2), () => "the parts to be written");
        (await bench.DestinationScalarAsync<long>("select count(*) from pg_locks l join pg_stat_activity a using (pid) where a.application_name = 'bunnydb apply'")).ShouldBeLessThan(40);
        bench.Put(batches.Skip(batches.Count - 2));
        await bench.AppliedAsync(batches);
        await bench.ShouldBeEqualAsync("t");
    }

    [Fact]
    public async Task A_trigger_that_fires_for_a_row_sees_what_the_source_did_before_it()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "fires", "create table parent (id int primary key); create table child (id int primary key)", "public.parent", "public.child");
        await bench.DestinationAsync(
            """
            create table seen (parents bigint);
            create function look() returns trigger language plpgsql as $$ begin insert into public.seen select count(*) from public.parent; return null; end $$;
            create trigger look after insert on child for each row execute function look();
            alter table child enable always trigger look
            """);
        await bench.AppliedAsync(await bench.ReplicateAsync(
            "insert into parent select generate_series(1, 100); insert into child values (1); insert into parent select generate_series(101, 200); insert into child values (2)"));
        (await bench.DestinationScalarAsync<string>("select string_agg(parents::text, ',' order by parents) from seen")).ShouldBe("100,200");
        await bench.ShouldBeEqualAsync("parent");
    }

    [Fact]
    public async Task A_column_that_was_widened_beside_the_lane_is_not_rounded_once_an_epoch_has_begun()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "widened", "create table t (id int primary key, n numeric(10, 2), k int)", "public.t");
        await bench.AppliedAsync(await bench.ReplicateAsync("insert into t select i, 0, 0 from generate_series(1, 100) i", "update t set n = 1.25"));
        await bench.SourceAsync("alter table t alter n type numeric(12, 4), alter k type bigint");
        await bench.DestinationAsync("alter table t alter n type numeric(12, 4), alter k type bigint");
        await bench.AppliedAsync(await bench.ReplicateAsync("update t set n = 1.2345, k = 5000000000", "update t set n = 2.3456, k = 6000000000 where id = 1"));
        await bench.ShouldBeEqualAsync("t");
        (await bench.DestinationScalarAsync<long>("select conflicts from bunnydb.route")).ShouldBe(0);
    }

    [Fact]
    public async Task A_column_that_was_widened_while_a_large_transaction_is_under_way_takes_the_rest_of_it()
    {
        await using var bench = await LaneBench.StartAsync(
            postgres, "widened_amid", "create table t (id int primary key, k int); create table many (id int primary key)", "public.t", "public.many");
        await bench.AppliedAsync(await bench.ReplicateAsync(["insert into t values (1, 0)", .. Enumerable.Repeat("update t set k = k + 1 where id = 1", 20)]));
        await bench.SourceAsync(
            "alter table t alter k type bigint",
            "do $$ begin insert into many select generate_series(1, 1000); update t set k = 5000000000 where id = 1; end $$");
        var batches = await bench.ReadAsync(maxFrames: 300);
        bench.Put(batches.Take(2));
        await bench.UntilAsync(() => Task.FromResult(bench.Stream.Acknowledged.Contains((bench.Epoch, batches[1].Sequence))), () => "the first parts to be written");
        await bench.DestinationAsync("alter table t alter k type bigint");
        bench.Put(batches.Skip(2));
        await bench.AppliedAsync(batches);
        await bench.ShouldBeEqualAsync("t");
        (await bench.DestinationScalarAsync<long>("select sum(conflicts)::bigint from bunnydb.route")).ShouldBe(0);
    }

    [Fact]
    public async Task An_empty_batch_moves_an_idle_lane()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "idle", Accounts, "public.t");
        var position = (await bench.ProgressAsync()).Position;
        var idle = new Lsn(position.Value + 1000);
        bench.Stream.Put(new ChangeBatch(bench.Lane.Id, bench.Epoch, 0, position, idle, false, default));
        await bench.AppliedAsync(idle);
    }

    [Fact]
    public async Task A_stop_ends_a_long_statement_at_once()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "stop_long", "create table t (id int primary key, v int)", "public.t");
        await using var other = await bench.Destination.OpenConnectionAsync();
        await using var locked = await other.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand("lock table t", other, locked))
        {
            await command.ExecuteNonQueryAsync();
        }

        await bench.ReplicateAsync("insert into t values (1, 1)");
        await bench.UntilAsync(async () => await bench.DestinationScalarAsync<bool>("select exists (select from pg_locks where not granted)"), () => "the applier to wait");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await bench.StopRunAsync();
        watch.ElapsedMilliseconds.ShouldBeLessThan(1500);
        await locked.RollbackAsync();
        (await bench.DestinationScalarAsync<long>("select count(*) from t")).ShouldBe(0);
    }

    [Fact]
    public async Task A_temporary_lane_is_taken_over_at_a_marker_with_nothing_lost_or_doubled()
    {
        const string schema = "create table t (id int, v int); create table late (id int, v int); alter table t replica identity full; alter table late replica identity full";
        await using var main = await LaneBench.StartAsync(postgres, "join", schema, "public.t");
        await using var temporary = await main.StartTemporaryAsync("public.late");
        await main.SourceAsync("insert into late values (1, 1); insert into t values (1, 1)");
        var marker = $"{temporary.Lane.Id}:1";
        await main.SourceAsync($"select pg_logical_emit_message(true, 'bunnydb', '{marker}')", "insert into late values (2, 2)", "update late set v = 3");
        var mainBatches = await main.ReadAsync();
        main.Put(mainBatches);
        var temporaryBatches = await temporary.ReadAsync();
        temporary.Put(temporaryBatches);
        await main.AppliedAsync(mainBatches);
        await Task.WhenAny(temporary.Running, Task.Delay(5000));
        temporary.Running.IsCompletedSuccessfully.ShouldBeTrue();
        temporary.Run.Reported.ShouldBe([LaneStage.Joined]);
        (await main.DestinationScalarAsync<string>("select verdict from bunnydb.marker")).ShouldBe("JOINED");
        (await main.DestinationScalarAsync<long>($"select count(*) from bunnydb.route where lane_id = '{main.Lane.Id}'")).ShouldBe(2);
        await main.ShouldBeEqualAsync("late");
        await main.ShouldBeEqualAsync("t");

        // Started once more, the temporary lane says again that it is joined and writes nothing.
        await temporary.StartRunAsync();
        temporary.Put(temporaryBatches);
        await Task.WhenAny(temporary.Running, Task.Delay(5000));
        temporary.Run.Reported.ShouldBe([LaneStage.Joined]);
        await main.ShouldBeEqualAsync("late");
    }

    [Fact]
    public async Task A_marker_that_the_temporary_lane_does_not_reach_in_time_is_missed_and_both_go_on()
    {
        const string schema = "create table t (id int primary key); create table late (id int primary key)";
        await using var main = await LaneBench.StartAsync(postgres, "join_missed", schema, "public.t");
        await using var temporary = await main.StartTemporaryAsync("public.late");
        await main.SourceAsync($"select pg_logical_emit_message(true, 'bunnydb', '{temporary.Lane.Id}:1')", "insert into late values (1)", "insert into t values (1)");
        var mainBatches = await main.ReadAsync();
        main.Put(mainBatches);
        await main.AppliedAsync(mainBatches);
        var temporaryBatches = await temporary.ReadAsync();
        temporary.Put(temporaryBatches);
        await temporary.AppliedAsync(temporaryBatches);
        (await main.DestinationScalarAsync<string>("select verdict from bunnydb.marker")).ShouldBe("MISSED");
        (await temporary.ProgressAsync()).HeldMarker.ShouldBeNull();
        await main.ShouldBeEqualAsync("late");
        await main.ShouldBeEqualAsync("t");
    }

    [Fact]
    public async Task A_marker_of_a_lane_that_is_gone_is_passed_by()
    {
        await using var bench = await LaneBench.StartAsync(postgres, "marker_gone", Accounts, "public.t");
        await bench.AppliedAsync(await bench.ReplicateAsync(
            $"select pg_logical_emit_message(true, 'bunnydb', '{LaneId.New()}:1')", "select pg_logical_emit_message(true, 'bunnydb', 'nonsense')", "insert into t values (1, 1)"));
        await bench.ShouldBeEqualAsync("t");
        (await bench.DestinationScalarAsync<long>("select count(*) from bunnydb.marker")).ShouldBe(0);
    }
}
