using BunnyDb.Integration.Fixture;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>Everything that can belong to a table, and everything that can refer to it, is the same after a resync that an operator asked for.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class FullDressTests(BrokerStack stack)
{
    private static readonly TablePair Users = "app.users";

    [Fact(Timeout = 180_000)]
    public async Task A_table_in_full_dress_is_the_same_after_a_swap_and_numbers_go_on()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "full_dress");
        await scenario.Source.ExecuteAsync(SqlOf("full_dress"));
        await scenario.Source.ExecuteAsync("drop publication partial, others");
        await scenario.Destination.ExecuteAsync(SqlOf("full_dress"));
        await scenario.StartMirrorAsync([Users], ("resync_strategy", "swap"), ("do_initial_snapshot", false));
        var before = await FingerprintAsync(scenario);

        await scenario.Destination.ExecuteAsync("set session_replication_role = replica; update app.users set note = 'damaged' where id % 2 = 0");
        var live = await scenario.OidAsync("app.users");
        var plan = (await Resync.TryStartAsync(scenario, "app.users", isDryRun: true)).Body;
        plan.GetProperty("refused").GetArrayLength().ShouldBe(0, plan.ToString());
        var ended = await (await Resync.StartAsync(scenario, "app.users")).SucceededAsync();
        ended.GetProperty("lock_held_ms").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Number, ended.ToString());

        (await scenario.OidAsync("app.users")).ShouldNotBe(live);
        await Waiting.WaitFor.StateAsync(
            "the catalog says what it said before", TimeSpan.FromSeconds(15), async () => string.Join('\n', Differing(before, await FingerprintAsync(scenario))), differing => differing.Length == 0);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.Source.ExecuteAsync("update app.users set total = total + 1 where id % 3 = 0");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), Users);

        var last = await scenario.Destination.ColumnAsync("select concat_ws(' ', pg_sequence_last_value('app.users_id_seq'), pg_sequence_last_value('app.users_serial_no_seq'))");
        var next = await scenario.Destination.ColumnAsync("insert into app.users (email) values ('next') returning concat_ws(' ', id - 7, serial_no - 1)");
        next.ShouldBe(last, "numbers go on where the source's are");
        await scenario.Destination.ExecuteAsync("drop publication partial, others");
        await scenario.EndAsync();
    }

    private static Task<IReadOnlyList<string>> FingerprintAsync(Scenario scenario) => scenario.Destination.ColumnAsync(SqlOf("fingerprint"));

    private static IEnumerable<string> Differing(IReadOnlyList<string> before, IReadOnlyList<string> after) =>
        [.. before.Except(after).Select(line => $"gone: {line}"), .. after.Except(before).Select(line => $"new: {line}")];

    /// <summary>The same table and the same fingerprint that the tests of the swap alone use.</summary>
    private static string SqlOf(string name) => File.ReadAllText(Path.Combine(ProjectScript.RepositoryRoot, "tests", "Integration", "Swaps", $"{name}.sql"));
}
