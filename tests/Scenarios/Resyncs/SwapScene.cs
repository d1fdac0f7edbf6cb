using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using Npgsql;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>A running mirror of a <see cref="Bank"/> that refreshes its tables by swapping them.</summary>
internal static class SwapScene
{
    /// <summary>Many small chunks, so that there is time to come between them.</summary>
    public static readonly (string, object) SmallChunks = ("snapshot_num_rows_per_partition", 300);

    /// <summary>One after the other, too.</summary>
    public static readonly (string, object)[] SlowCopy = [SmallChunks, ("snapshot_max_parallel_workers", 1)];

    private static readonly (string, object) Swap = ("resync_strategy", "swap");

    public static async Task<Scenario> BeginAsync(Stack stack, string name, params (string Option, object Value)[] options)
    {
        var scenario = await Scenario.BeginAsync(stack, name);
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables, [Swap, .. options]);
        return scenario;
    }

    /// <summary>As <see cref="BeginAsync"/>, for tables of the test's own.</summary>
    public static async Task<Scenario> BeginAsync(Stack stack, string name, string sourceSchema, TablePair[] tables, params (string Option, object Value)[] options)
    {
        var scenario = await Scenario.BeginAsync(stack, name);
        await scenario.Source.ExecuteAsync(sourceSchema);
        await scenario.StartMirrorAsync(tables, [Swap, .. options]);
        return scenario;
    }

    /// <summary>With a table document that takes a while to copy.</summary>
    public static async Task<Scenario> BeginWithManyDocumentsAsync(Stack stack, string name, params (string Option, object Value)[] options)
    {
        var scenario = await Scenario.BeginAsync(stack, name);
        await Bank.CreateAsync(scenario.Source);
        await AddManyDocumentsAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables, [Swap, .. options]);
        return scenario;
    }

    /// <summary>Some 22 MB in 30,000 rows, and the source knows how many there are: chunks are cut by that.</summary>
    public static async Task AddManyDocumentsAsync(NpgsqlDataSource source)
    {
        await source.ExecuteAsync("insert into document (title, body) select 'many ' || n, repeat(md5(n::text), 20) from generate_series(1, 30000) n");
        await source.ExecuteAsync("analyze document");
    }

    /// <summary>The first rows of document are being copied.</summary>
    public static async Task<Resync> CopyDocumentsAsync(Scenario scenario)
    {
        var resync = await Resync.StartAsync(scenario, "public.document");
        await resync.WaitForPhaseAsync("SNAPSHOT", running => running.GetProperty("rows_copied").GetInt64() > 0);
        return resync;
    }

    /// <summary>By their names: one while a resync runs.</summary>
    public static Task<IReadOnlyList<string>> ShadowsOfDocumentAsync(Scenario scenario) =>
        scenario.Destination.ColumnAsync("select oid::regclass::text from pg_class where relname like 'document\\_resync%' and relkind = 'r'");

    /// <summary>After a resync of document that came to nothing: the live table is the one it was and follows the source, and nothing is left.</summary>
    public static async Task ShouldBeIntactAsync(Scenario scenario, uint live)
    {
        (await scenario.OidAsync("document")).ShouldBe(live);
        await Leftovers.ShouldBeNoneAsync(scenario);
        var added = await scenario.Source.ScalarAsync<long>("insert into document (title) values ('added after it') returning id");
        await scenario.Source.ExecuteAsync("update account set stamp = stamp + 1");
        (await scenario.CaughtUpAsync(Mirror.Patience)).GetProperty("status").GetString().ShouldBe("RUNNING");
        (await scenario.Destination.ScalarAsync<bool>("select exists (select from document where id = $1)", added)).ShouldBeTrue();
    }

    /// <summary>And a second resync succeeds.</summary>
    public static async Task EndIntactAsync(Scenario scenario, uint live)
    {
        await ShouldBeIntactAsync(scenario, live);
        await (await Resync.StartAsync(scenario, "public.document")).SucceededAsync();
        (await scenario.OidAsync("document")).ShouldNotBe(live);
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await scenario.EndAsync();
    }

    public static Task<uint> OidAsync(this Scenario scenario, string table) => scenario.Destination.ScalarAsync<uint>("select $1::regclass::oid", table);

    public static Task<long> DeadlocksAsync(this Scenario scenario) =>
        scenario.Destination.ScalarAsync<long>("select deadlocks from pg_stat_database where datname = current_database()");
}
