using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Resyncs;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios;

/// <summary>Server-sent events: whoever listens hears what happens to a mirror, until it is gone.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class EventTests(BrokerStack stack)
{
    /// <summary>By the event's name, each in its order.</summary>
    private readonly ConcurrentDictionary<string, ConcurrentQueue<JsonElement>> heard = new();

    [Fact(Timeout = 120_000)]
    public async Task A_listener_hears_of_status_progress_resyncs_and_log_entries_until_the_mirror_is_gone()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "events");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables, ("resync_strategy", "swap"), ("cutover", "manual"));
        using var end = new CancellationTokenSource();
        var listening = ListenAsync(scenario, end.Token);

        await HeardAsync("status", data => Text(data, "status") == "RUNNING");
        var resync = await Resync.StartAsync(scenario, "public.account");
        await HeardAsync("status", data => Text(data, "status") == "RESYNCING");
        await HeardAsync("progress", data => data.GetProperty("resync") is { ValueKind: JsonValueKind.Object } running && Text(running, "phase") == "SWAP");
        (await resync.TryCutoverAsync()).ShouldHaveStatus(HttpStatusCode.Accepted, HttpStatusCode.OK);
        await resync.SucceededAsync();
        await HeardAsync("progress", data => data.GetProperty("resync").ValueKind == JsonValueKind.Null);
        await scenario.Mirror.PauseAsync();
        await HeardAsync("log", data => Text(data, "message")!.StartsWith("A pause was asked for by", StringComparison.Ordinal));
        await HeardAsync("status", data => Text(data, "status") == "PAUSED");

        await scenario.EndAsync();
        await HeardAsync("deleted", _ => true);
        await listening.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private async Task ListenAsync(Scenario scenario, CancellationToken ct)
    {
        var kind = "";
        await foreach (var line in scenario.Api.LinesAsync($"/v1/mirrors/{scenario.Name}/events", ct))
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                kind = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                heard.GetOrAdd(kind, _ => new()).Enqueue(JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]));
            }
        }
    }

    /// <summary>Such an event comes, or has come; what came before it under its name is done with.</summary>
    private Task HeardAsync(string name, Func<JsonElement, bool> isWanted) => WaitFor.TrueAsync($"a {name} as wanted is heard", TimeSpan.FromSeconds(30), () =>
    {
        while (heard.GetOrAdd(name, _ => new()).TryDequeue(out var next))
        {
            if (isWanted(next))
            {
                return Task.FromResult(true);
            }
        }

        return Task.FromResult(false);
    });

    private static string? Text(JsonElement data, string name) => data.GetProperty(name).GetString();
}
