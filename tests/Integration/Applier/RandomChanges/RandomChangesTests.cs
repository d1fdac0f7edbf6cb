using System.Globalization;
using BunnyDb.Applier.Batches;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres;
using Xunit.Abstractions;

namespace BunnyDb.Integration.Applier.RandomChanges;

/// <summary>Nothing about writing by sets may be seen in the result. <c>BUNNY_TEST_SEED</c> repeats a run.</summary>
[Collection(RealServers.Name)]
public sealed class RandomChangesTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private const int Rounds = 6;
    private const int TransactionsPerRound = 250;

    /// <summary>Seen by every change of its table, which therefore is written row by row.</summary>
    private const string RowByRow =
        """
        create function looks_on() returns trigger language plpgsql as 'begin return null; end';
        do $$ declare t regclass; begin
          foreach t in array array['parent', 'keyed', 'composite', 'nokey', 'always', 'by_numeric', 'late', 'parted', 'onlykey']::regclass[] loop
            execute format('create trigger looks_on after insert or update or delete on %s for each row execute function looks_on()', t);
            execute format('alter table %s enable always trigger looks_on', t);
          end loop;
        end $$
        """;

    [Fact]
    public async Task Random_transactions_cut_anywhere_and_restarted_anywhen_leave_what_the_source_has()
    {
        var seed = Draw();
        var random = new Random(seed);
        await using var bench = await LaneBench.StartAsync(postgres, "random_changes", SqlFile.Read("random_changes"), RandomSource.Tables);
        var source = new RandomSource(bench.Source, seed);
        for (var round = 0; round < Rounds; round++)
        {
            await source.RunAsync(TransactionsPerRound);
            if (round == 0 || random.Next(2) == 0)
            {
                await InterruptAsync(bench, random);
            }

            var batches = await bench.ReadAsync(random.Next(5, 6000));
            bench.Put(batches);
            await bench.AppliedAsync(batches);
            await CompareAsync(bench, $"seed {seed}, round {round}");
        }

        (await bench.DestinationScalarAsync<long>("select sum(conflicts)::bigint from bunnydb.route")).ShouldBe(0, $"seed {seed}");
        (await bench.DestinationScalarAsync<bool>("select exists (select from pg_namespace where nspname like 'pg_temp%')")).ShouldBeTrue("sets were written");
    }

    [Fact]
    public async Task On_a_destination_that_somebody_wrote_to_sets_and_rows_leave_the_same_and_count_the_same()
    {
        var seed = Draw();
        var schema = SqlFile.Read("random_changes");
        await using var sets = await LaneBench.StartAsync(postgres, "random_drift_sets", schema, RandomSource.Tables);
        await using var rows = await LaneBench.StartAsync(postgres, "random_drift_rows", schema, RandomSource.Tables);
        await rows.DestinationAsync(RowByRow);
        for (var round = 0; round < Rounds / 2; round++)
        {
            foreach (var bench in (LaneBench[])[sets, rows])
            {
                var random = new Random(seed + round);
                await new RandomSource(bench.Source, seed + round).RunAsync(TransactionsPerRound / 2);
                await bench.DestinationAsync(Drift(random));
                var batches = await bench.ReadAsync(random.Next(5, 6000));
                bench.Put(batches);
                await bench.AppliedAsync(batches);
            }

            foreach (var table in RandomSource.Tables)
            {
                (await PrintAsync(sets, table)).ShouldBe(await PrintAsync(rows, table), $"seed {seed}, round {round}, {table}");
            }
        }

        const string counted = "select string_agg(format('%s +%s ~%s -%s !%s', source_table, rows_inserted, rows_updated, rows_deleted, conflicts), E'\\n' order by source_table) from bunnydb.route";
        (await sets.DestinationScalarAsync<string>(counted)).ShouldBe(await rows.DestinationScalarAsync<string>(counted), $"seed {seed}");
        (await sets.DestinationScalarAsync<long>("select sum(conflicts)::bigint from bunnydb.route")).ShouldBeGreaterThan(0, $"seed {seed}");
    }

    /// <summary>The applier is stopped somewhere in what it was given; the next epoch begins at the slot again.</summary>
    private static async Task InterruptAsync(LaneBench bench, Random random)
    {
        // Plans of any size, so that what one leaves is what the next finds.
        bench.Limits = new PlanLimits(Changes: random.Next(1, 400), Bytes: random.Next(1, 100_000));
        var batches = await bench.Log.ReadAsync(bench.Lane.Id, bench.Epoch, bench.Sequence, random.Next(5, 3000), keep: true);
        bench.Put(batches.Take(random.Next(batches.Count + 1)));
        await Task.Delay(random.Next(200));
        await bench.StopRunAsync();
        await bench.StartRunAsync();
    }

    /// <summary>Only what the source wins over: rows that are gone, and rows that are there too early.</summary>
    private static string Drift(Random random) =>
        $"""
        delete from keyed where id % 7 = {random.Next(7)};
        delete from composite where b % 5 = {random.Next(5)};
        delete from onlykey where id % 2 = {random.Next(2)};
        delete from always where id % 5 = {random.Next(5)};
        insert into parent select i, 'early' from generate_series({random.Next(60)}, 80) i on conflict do nothing;
        insert into onlykey select i from generate_series({random.Next(60)}, 80) i on conflict do nothing;
        insert into composite select 't1', i, 'early', i from generate_series({random.Next(60)}, 80) i on conflict do nothing
        """;

    private static async Task CompareAsync(LaneBench bench, string what)
    {
        foreach (var table in RandomSource.Tables)
        {
            await using var command = bench.Source.CreateCommand(Content(table));
            (await PrintAsync(bench, table)).ShouldBe((string)(await command.ExecuteScalarAsync())!, $"{what}, {table}");
        }
    }

    private static Task<string> PrintAsync(LaneBench bench, string table) => bench.DestinationScalarAsync<string>(Content(table));

    private static string Content(string table) => $"select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from {table} t";

    private int Draw()
    {
        var seed = Environment.GetEnvironmentVariable("BUNNY_TEST_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next(1_000_000_000);
        output.WriteLine($"BUNNY_TEST_SEED={seed}");
        return seed;
    }
}
