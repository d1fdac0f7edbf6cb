using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Swaps;
using Npgsql;

namespace BunnyDb.Integration.Swaps;

/// <summary>
/// Functions with the table's row type in their signature, called while the table is swapped. The live table has 3 rows, which say old; the new one has 4, which say new.
/// </summary>
[Collection(RealServers.Name)]
public sealed class RowTypeFunctionTests(PostgresFixture postgres)
{
    private const string Schema =
        """
        create schema app;
        create table app.t (id int primary key, v text);
        insert into app.t select i, 'old' from generate_series(1, 3) i;
        create function app.inlined() returns setof app.t language sql stable as 'select * from app.t';
        create function app.called() returns setof app.t language sql volatile as 'select * from app.t';
        create function app.one() returns app.t language sql stable as 'select * from app.t limit 1';
        create function app.queried() returns setof app.t language plpgsql stable as $$ begin return query select * from app.t; end $$;
        create function app.looped() returns setof app.t language plpgsql stable as $$ declare r app.t; begin for r in select * from app.t loop return next r; end loop; end $$;
        create function app.filled(out x app.t) language plpgsql stable as $$ begin select * into x from app.t limit 1; end $$;
        create function app.label(u app.t) returns text language plpgsql stable as $$ begin return u.v; end $$;
        create function app.label_sql(u app.t) returns text language sql stable as 'select u.v';
        create function app.counted() returns bigint language plpgsql stable as $$ begin return (select count(*) from app.queried()); end $$;
        create function app.written() returns setof app.t language sql as 'update app.t set v = v returning *';
        """;

    /// <summary>The catalog knows its body: a call from before the swap goes on with the table that it names there, whose rows are those of the swap's moment.</summary>
    private const string Parsed = "do $$ begin execute 'create function app.parsed() returns setof app.t language sql stable begin atomic select * from app.t; end'; end $$";

    private const string CallParsed = "select count(*) from app.parsed()";

    /// <summary>With what a caller that waited reads, and what it reads the next time.</summary>
    private static readonly (string Query, string Waited, string Next)[] Calls =
    [
        ("select count(*) from app.inlined()", "4", "4"),
        ("select string_agg(v, ',') from (select * from app.inlined()) every", "new,new,new,new", "new,new,new,new"),
        ("select max(v) from app.called()", "new", "new"),
        ("select (app.one()).v", "new", "new"),
        ("select count(*) from app.queried()", "4", "4"),
        ("select count(*) from app.looped()", "4", "4"),
        ("select v from app.filled()", "new", "new"),
        ("select max(app.label(t)) from app.t", "new", "new"),
        ("select max(app.label_sql(t)) from app.t", "new", "new"),
        ("select app.counted()", "4", "4"),
        ("select count(*) from app.written()", "4", "4"),
    ];

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(7, false)]
    [InlineData(0, true)]
    [InlineData(7, true)]
    public async Task A_caller_that_waits_for_the_table_sees_no_error_however_often_it_has_called_before(int callsBefore, bool isPrepared)
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_row_type", Schema);
        await bench.RunAsync(Parsed);
        var before = await bench.FingerprintAsync();
        List<(string Query, string Waited, string Next)> expected = [.. Calls, (CallParsed, isPrepared && callsBefore > 0 ? "4" : "3", "4")];
        var callers = new List<NpgsqlCommand>();
        foreach (var (query, _, _) in expected)
        {
            var call = new NpgsqlCommand(query, await bench.OpenStrangerAsync());
            callers.Add(call);
            if (isPrepared)
            {
                await call.PrepareAsync();
            }

            for (var number = 0; number < callsBefore; number++)
            {
                await call.ExecuteScalarAsync();
            }
        }

        var plan = await NewRowsAsync(bench);
        List<Task<object?>> waiting;
        await using (var transaction = await bench.Connection.BeginTransactionAsync())
        {
            (await Swap.TryAsync(transaction, plan, SwapBench.LockTimeout, default)).ShouldBeOfType<SwapOutcome.Swapped>();
            waiting = [.. callers.Select(call => call.ExecuteScalarAsync())];
            foreach (var call in callers)
            {
                await bench.UntilWaitingAsync(call.Connection!.ProcessID);
            }

            await transaction.CommitAsync();
        }

        (await ReadAsync(callers, call => waiting[callers.IndexOf(call)])).ShouldBe(expected.Select(call => $"{call.Query}: {call.Waited}"));
        (await ReadAsync(callers, call => call.ExecuteScalarAsync())).ShouldBe(expected.Select(call => $"{call.Query}: {call.Next}"));
        await bench.EndAsync(plan);
        (await ReadAsync(callers, call => call.ExecuteScalarAsync())).ShouldBe(expected.Select(call => $"{call.Query}: {call.Next}"));
        await bench.ShouldHaveAsync(before);
        foreach (var call in callers)
        {
            await call.Connection!.DisposeAsync();
            await call.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_old_function_stays_until_whoever_may_be_inside_of_it_has_ended()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_inside", Schema);
        var plan = await NewRowsAsync(bench);
        await using var caller = await bench.OpenStrangerAsync();
        await SwapBench.RunAsync(caller, "begin; declare calls cursor for select * from app.queried()");
        (await bench.TryAsync(plan)).ShouldBeOfType<SwapOutcome.Swapped>();
        (await bench.DropAsync(plan)).ShouldHaveSingleItem().Pid.ShouldBe(caller.ProcessID);
        (await SwapBench.ListAsync(caller, "fetch all from calls")).Count.ShouldBe(4);
        (await bench.DropAsync(plan)).ShouldHaveSingleItem().Pid.ShouldBe(caller.ProcessID);
        await SwapBench.RunAsync(caller, "commit");
        await bench.EndAsync(plan);
        (await bench.ListAsync("select proname::text from pg_proc where proname ~ '_old' and pronamespace = 'app'::regnamespace")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_the_old_function_any_more_is_not_dropped_and_keeps_its_table()
    {
        await using var bench = await SwapBench.StartAsync(postgres, "swap_replaced_kept", Schema);
        var plan = await NewRowsAsync(bench);
        (await bench.TryAsync(plan)).ShouldBeOfType<SwapOutcome.Swapped>();
        await bench.RunAsync("alter routine app.one_old rename to one_kept; create function app.one_old() returns int language sql as 'select 1'");
        (await bench.DropAsync(plan)).ShouldHaveSingleItem().What.ShouldContain("app.t_old");
        (await bench.ListAsync("select proname::text from pg_proc where proname in ('one', 'one_old', 'one_kept') order by 1")).ShouldBe(["one", "one_kept", "one_old"]);
        await bench.RunAsync("drop function app.one_kept()");
        await bench.EndAsync(plan);
        (await bench.ListAsync("select proname::text from pg_proc where proname ~ '_old' and pronamespace = 'app'::regnamespace")).ShouldBe(["one_old"]);
    }

    private static async Task<List<string>> ReadAsync(IEnumerable<NpgsqlCommand> callers, Func<NpgsqlCommand, Task<object?>> read)
    {
        var results = new List<string>();
        foreach (var call in callers)
        {
            results.Add($"{call.CommandText}: {await read(call)}");
        }

        return results;
    }

    private static async Task<SwapPlan> NewRowsAsync(SwapBench bench)
    {
        var pair = await bench.MakeShadowAsync("app.t");
        await bench.RunAsync("insert into app.t_resync values (4, ''); update app.t_resync set v = 'new'");
        return await bench.PlanAsync(pair);
    }
}
