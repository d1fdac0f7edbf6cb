using System.Text.Json;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>The strategy truncate: the table is filled again in its place, and everything that refers to it stays.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class TruncateTests(BrokerStack stack, ITestOutputHelper output)
{
    private const string ChildFacts =
        """
        select concat_ws(' ', conname, pg_get_constraintdef(oid), convalidated, (select count(*) from audit), (select sum(account) from audit))
        from pg_constraint where conrelid = 'audit'::regclass and contype = 'f'
        """;

    [Fact(Timeout = 180_000)]
    public async Task One_table_is_refreshed_under_writers_while_the_others_flow()
    {
        await using var scenario = await BeginAsync("truncate_table");
        await DamageAsync(scenario);
        var keys = await scenario.Destination.ColumnAsync(ChildFacts);
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));
        await using var heartbeat = Heartbeat.Start(scenario.Source, scenario.Destination);

        var ended = await (await Resync.StartAsync(scenario, "public.account")).SucceededAsync();
        Resync.PhasesOf(ended).ShouldBe(["SNAPSHOT", "INDEX", "CATCHUP", "SWAP", "FOREIGN_KEYS"]);
        ended.GetProperty("rows_copied").GetInt64().ShouldBe(Bank.Accounts);
        (await scenario.Destination.ScalarAsync<long>("select count(*) from account")).ShouldBe(Bank.Accounts, "a table that is short is not reported as done");

        await heartbeat.ShouldHaveFlowedAsync("truncate resync of one table", output);
        await EndAsync(scenario, writers, keys);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_whole_mirror_is_refreshed_under_writers()
    {
        await using var scenario = await BeginAsync("truncate_mirror");
        await DamageAsync(scenario);
        await scenario.Destination.ExecuteAsync("delete from document where id % 2 = 0; insert into journal values ('stray', 1, null)");
        var keys = await scenario.Destination.ColumnAsync(ChildFacts);
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));

        var ended = await (await Resync.StartAsync(scenario, null)).SucceededAsync();
        ended.GetProperty("tables").EnumerateArray().Select(table => table.GetString()).ShouldBe(["public.account", "public.journal", "public.document", Heartbeat.Table], ignoreOrder: true);
        (await scenario.Mirror.GetAsync()).GetProperty("tables").EnumerateArray().ShouldAllBe(table => IsSynced(table));
        await EndAsync(scenario, writers, keys);
    }

    private static bool IsSynced(JsonElement table) => table.GetProperty("status").GetString() == "SYNCED";

    /// <summary>A mirror to whose account a table refers that is not mapped: an operator's own, with rows and a key that would delete them.</summary>
    private async Task<Scenario> BeginAsync(string name)
    {
        var scenario = await Scenario.BeginAsync(stack, name);
        await Bank.CreateAsync(scenario.Source);
        await Heartbeat.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync([.. Bank.Tables, Heartbeat.Table]);
        await scenario.Destination.ExecuteAsync(
            """
            create table audit (id int primary key, account int not null references account on delete cascade on update cascade);
            insert into audit select n, n from generate_series(1, 100) n
            """);
        return scenario;
    }

    /// <summary>What an accident on the destination leaves: a missing row, a foreign one, a changed one.</summary>
    private static Task DamageAsync(Scenario scenario) => scenario.Destination.ExecuteAsync(
        "delete from account where id = 900; insert into account values (5000, 1, 0, 'stray'); update account set balance = 0 where id = 901");

    private static async Task EndAsync(Scenario scenario, Writers writers, IReadOnlyList<string> keys)
    {
        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), [.. Bank.Tables, Heartbeat.Table]);
        (await scenario.Destination.ColumnAsync(ChildFacts)).ShouldBe(keys);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.EndAsync();
    }
}
