using BunnyDb.Integration.Fixture;

namespace BunnyDb.Integration.Applier;

/// <summary>Many changes of keys that are near one another are written by reading their range, the others key by key.</summary>
[Collection(RealServers.Name)]
public sealed class KeyRangeTests(PostgresFixture postgres)
{
    private const int Rows = 5000;

    [Theory]
    [InlineData("smallint", 1)]
    [InlineData("int", 1)]
    [InlineData("bigint", 2)]
    [InlineData("whole", 1)]
    public async Task Keys_near_one_another_are_read_as_a_range(string type, int step)
    {
        await using var bench = await ChangedAsync($"range_{type}", type, step);
        (await ScansOfAsync(bench, "t")).ShouldBeLessThan(20);
        (await ScansOfAsync(bench, "far")).ShouldBe(Rows, "in the same transaction, key by key");
    }

    [Theory]
    [InlineData("int", 7)]
    [InlineData("text", 1)]
    [InlineData("numeric", 1)]
    public async Task Others_are_looked_for_one_by_one(string type, int step)
    {
        await using var bench = await ChangedAsync($"keys_{type}", type, step);
        (await ScansOfAsync(bench, "t")).ShouldBeGreaterThan(Rows);
    }

    [Fact]
    public async Task Rows_that_are_missing_in_the_range_are_noticed()
    {
        await using var bench = await StartAsync("range_drift", "int", 1);
        await bench.DestinationAsync("delete from t where id in (17, 18)");
        await bench.AppliedAsync(await bench.ReplicateAsync(
            "update t set v = 'new ' || id", "delete from t where n <= 4000 and n <> 100; insert into t values (5, 'again')"));
        await bench.ShouldBeEqualAsync("t");
        (await bench.DestinationScalarAsync<long>("select conflicts from bunnydb.route where destination_table = 't'")).ShouldBe(2);
    }

    private async Task<LaneBench> ChangedAsync(string name, string type, int step)
    {
        var bench = await StartAsync(name, type, step);
        await bench.AppliedAsync(await bench.ReplicateAsync("update t set v = 'new ' || id; update far set v = 'new ' || id", "delete from t where n <= 4000"));
        await bench.ShouldBeEqualAsync("t");
        await bench.ShouldBeEqualAsync("far");
        (await bench.DestinationScalarAsync<long>("select sum(conflicts)::bigint from bunnydb.route")).ShouldBe(0);
        return bench;
    }

    /// <summary>Without statistics, as a table is that was just copied: half of it would be guessed to be what a range holds.</summary>
    private Task<LaneBench> StartAsync(string name, string type, int step) => LaneBench.StartAsync(
        postgres, name,
        $"""
        create domain whole as int;
        create table t (id {type} primary key, v text, n int) with (autovacuum_enabled = off);
        create table far (id int primary key, v text) with (autovacuum_enabled = off);
        insert into t select (n * {step})::text::{type}, 'row ' || n, n from generate_series(1, {Rows}) n;
        insert into far select n * 1000, 'row ' || n from generate_series(1, {Rows}) n
        """, "public.t", "public.far");

    /// <summary>How often the destination has looked into the table's index. A session tells its figures with a delay.</summary>
    private static async Task<long> ScansOfAsync(LaneBench bench, string table)
    {
        var told = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        while (!await bench.DestinationScalarAsync<bool>($"select n_tup_upd >= {Rows - 2} from pg_stat_user_tables where relname = '{table}'"))
        {
            DateTime.UtcNow.ShouldBeLessThan(told, "the destination's statistics do not come");
            await Task.Delay(100);
        }

        return await bench.DestinationScalarAsync<long>($"select idx_scan from pg_stat_user_tables where relname = '{table}'");
    }
}
