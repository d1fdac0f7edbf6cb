using System.Text.Json;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios;

/// <summary>Somebody changes a mirror's publication under it.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class PublicationTests(BrokerStack stack)
{
    private const string Tables = "create table t (id int primary key, v text); create table u (id int primary key, v text); "
        + "insert into t select n, 'old' from generate_series(1, 10) n; insert into u select n, 'old' from generate_series(1, 10) n";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact(Timeout = 120_000)]
    public async Task A_table_that_was_taken_out_of_it_needs_a_resync_and_the_others_go_on()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "published_less");
        await scenario.Source.ExecuteAsync(Tables);
        await scenario.StartMirrorAsync(["public.t", "public.u"]);
        await scenario.Source.ExecuteAsync($"alter publication {scenario.Mirror.SlotName} drop table u");
        await scenario.Source.ExecuteAsync("update u set v = 'not told'");
        await scenario.Mirror.PauseAsync();
        await scenario.Mirror.ResumeAsync();

        await scenario.Source.ExecuteAsync("update t set v = 'new'");
        await WaitFor.TrueAsync("the other table goes on", Soon, () => scenario.Destination.ScalarAsync<bool>("select bool_and(v = 'new') from t"));
        await WaitFor.StateAsync("the table is marked", Soon, () => StatusesAsync(scenario), statuses => statuses == "public.t SYNCED, public.u NEEDS_RESYNC");
        await scenario.EndAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task It_is_named_when_it_was_dropped_while_the_mirror_runs()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "published_not");
        await scenario.Source.ExecuteAsync(Tables);
        await scenario.StartMirrorAsync(["public.t", "public.u"]);
        var began = await ConfirmedAsync(scenario);
        await scenario.Source.ExecuteAsync("update t set v = 'new'");
        await WaitFor.StateAsync("the slot follows", Soon, () => ConfirmedAsync(scenario), confirmed => confirmed != began);

        await scenario.Source.ExecuteAsync($"drop publication {scenario.Mirror.SlotName}");
        await scenario.Source.ExecuteAsync("update t set v = 'newer'");
        (await scenario.Mirror.WaitForFaultAsync(Soon)).GetProperty("code").GetString().ShouldBe("publication_missing");
        await scenario.EndAsync();
    }

    private static Task<string> ConfirmedAsync(Scenario scenario) =>
        scenario.Source.ScalarAsync<string>("select confirmed_flush_lsn::text from pg_replication_slots where slot_name = $1", scenario.Mirror.SlotName);

    private static async Task<string> StatusesAsync(Scenario scenario) => string.Join(
        ", ", (await scenario.Mirror.GetAsync()).GetProperty("tables").EnumerateArray().Select(Status).Order(StringComparer.Ordinal));

    private static string Status(JsonElement table) => $"{table.GetProperty("source_table").GetString()} {table.GetProperty("status").GetString()}";
}
