using System.Text.Json;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Npgsql;

namespace BunnyDb.Scenarios;

/// <summary>A mirror that stands still because a service is gone says so, and which; when it is back the mirror goes on by itself and says that, too.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class MissingServiceTests(BrokerStack stack)
{
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(25);

    [Theory(Timeout = 120_000)]
    [InlineData("cdc-reader")]
    [InlineData("applier")]
    public async Task A_running_mirror_names_the_service_that_is_gone(string service)
    {
        await using var scenario = await Scenario.BeginAsync(stack, $"missing_{service.Replace('-', '_')}");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables);

        await stack.Part(service).KillAsync();
        await scenario.Source.ExecuteAsync("update account set stamp = stamp + 1");
        await NamedAsync(scenario, service);
        (await scenario.Mirror.StatusAsync()).ShouldBe("RUNNING");

        await stack.Part(service).StartAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), Bank.Tables);
        await WaitFor.StateAsync("the error is taken back", TimeSpan.FromSeconds(10), scenario.Mirror.ErrorCodeAsync, code => code is null);
        var told = (await scenario.Api.GetAsync($"/v1/mirrors/{scenario.Name}/logs?limit=500")).Body.GetProperty("logs").EnumerateArray()
            .Select(entry => entry.GetProperty("message").GetString()!).ToList();
        told.Count(message => message.Contains($"no {service} runs")).ShouldBe(1);
        told.Count(message => message.StartsWith("The service that was missing", StringComparison.Ordinal)).ShouldBe(1);
        await scenario.EndAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_copy_that_nobody_does_says_so()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "missing_workers");
        await Bank.CreateAsync(scenario.Source);
        string[] workers = ["snapshot-worker", "snapshot-worker-2", "snapshot-worker-3"];
        foreach (var worker in workers)
        {
            await stack.Part(worker).KillAsync();
        }

        await scenario.CreateMirrorAsync(Bank.Tables);
        await NamedAsync(scenario, "snapshot-worker");
        foreach (var worker in workers)
        {
            await stack.Part(worker).StartAsync();
        }

        await scenario.Mirror.WaitForAsync("RUNNING");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), Bank.Tables);
        await scenario.EndAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_paused_mirror_waits_for_nobody_and_one_that_cannot_pause_says_for_whom()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "missing_paused");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables);
        await using var other = await Scenario.BeginAsync(stack, "missing_pausing");
        await Bank.CreateAsync(other.Source);
        await other.StartMirrorAsync(Bank.Tables);

        await scenario.Mirror.PauseAsync();
        await stack.Part("cdc-reader").KillAsync();
        (await other.Mirror.TryPauseAsync()).Status.ShouldBe(System.Net.HttpStatusCode.Accepted);
        await NamedAsync(other, "cdc-reader");
        (await other.Mirror.StatusAsync()).ShouldBe("PAUSING");
        (await scenario.Mirror.ErrorCodeAsync()).ShouldBeNull();

        await stack.Part("cdc-reader").StartAsync();
        await other.Mirror.WaitForAsync("PAUSED");
        (await other.Mirror.ErrorCodeAsync()).ShouldBeNull();
        await other.EndAsync();
        await scenario.EndAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task After_the_catalog_was_away_every_service_has_its_claims_again()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "missing_catalog");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables);
        var lane = await scenario.Destination.ScalarAsync<string>("select lane_id::text from bunnydb.lane");
        await using var catalog = NpgsqlDataSource.Create(stack.Environment.Catalog);
        Task<long> ClaimsAsync() => catalog.ScalarAsync<long>(
            $"""
            select count(*) from pg_locks where locktype = 'advisory' and objsubid = 1 and granted
              and (classid::bigint << 32) | objid::bigint in (hashtextextended('reader {lane}', 0), hashtextextended('applier {lane}', 0))
            """);
        (await ClaimsAsync()).ShouldBe(2);

        // The outage's length is the fault: connections notice it by themselves then, before anybody uses them.
        await stack.Part("catalog").KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(12));
        await stack.Part("catalog").StartAsync();
        await WaitFor.StateAsync("reader and applier have their claims again", TimeSpan.FromSeconds(15), ClaimsAsync, claims => claims == 2);
        await scenario.Source.ExecuteAsync("update account set stamp = stamp + 1");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), Bank.Tables);
        (await scenario.Mirror.ErrorCodeAsync()).ShouldBeNull();
        await scenario.EndAsync();
    }

    private static async Task NamedAsync(Scenario scenario, string service)
    {
        var error = await WaitFor.StateAsync(
            $"the mirror names the missing {service}", Noticed, async () => (await scenario.Mirror.GetAsync()).GetProperty("error"),
            error => error.ValueKind == JsonValueKind.Object && error.GetProperty("code").GetString() == "service_missing");
        error.GetProperty("message").GetString()!.ShouldContain($"no {service} runs");
        error.GetProperty("remedy").GetString()!.ShouldStartWith($"Start the service {service}");
    }
}
