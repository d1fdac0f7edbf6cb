using System.Text.Json.Nodes;
using BunnyDb.Benchmarks.Stacks;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks.Contenders;

/// <summary>A mirror with its default options, driven over REST.</summary>
/// <param name="label">Tells BunnyDb's two shapes apart: services that speak through RabbitMQ, and one process.</param>
/// <param name="strategy">Of its resyncs; everything else is as the product comes.</param>
internal sealed class BunnyMirror(string label, Stack stack, Database source, Database destination, string strategy) : IFollower, IResyncer, IDisposable
{
    internal const string ThroughRabbitMq = "BunnyDb";
    internal const string InProcess = "in-process";
    internal const string BySwap = "swap";
    internal const string ByTruncate = "truncate";

    /// <summary>An answer of the API costs more than a look at a destination: looking as often as there would slow down what is measured.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly ControlPlane control = new(stack.Api);
    private readonly string mirror = $"bench_{destination.Name}";

    public string Name => label;

    public Database Destination => destination;

    private string SourcePeer => $"{mirror}_source";

    private string DestinationPeer => $"{mirror}_destination";

    private string Path => $"/v1/mirrors/{mirror}";

    public void Dispose() => control.Dispose();

    internal async Task IntroduceAsync(CancellationToken ct)
    {
        await control.LoginAsync(stack.AdminUser, stack.AdminPassword, ct);
        await control.SendAsync(HttpMethod.Post, "/v1/peers", source.Peer(SourcePeer), ct);
        await control.SendAsync(HttpMethod.Post, "/v1/peers", destination.Peer(DestinationPeer), ct);
    }

    public async Task CopyAsync(IReadOnlyList<Table> tables, CancellationToken ct)
    {
        await control.SendAsync(
            HttpMethod.Post,
            "/v1/mirrors",
            new JsonObject
            {
                ["name"] = mirror,
                ["source_peer"] = SourcePeer,
                ["destination_peer"] = DestinationPeer,
                ["resync_strategy"] = strategy,
                ["table_mappings"] = new JsonArray([.. tables.Select(table => new JsonObject { ["source_table"] = table.Name, ["destination_table"] = table.Name })]),
            },
            ct);
        await UntilAsync(Follows, ct);
    }

    public async Task PauseAsync(CancellationToken ct)
    {
        await control.SendAsync(HttpMethod.Post, $"{Path}/pause", null, ct);
        await UntilAsync(shown => (string?)shown["status"] == "PAUSED", ct);
        await source.UntilAsync($"select not active from pg_replication_slots where slot_name = 'bunny_{mirror}'", ct);
    }

    public Task ResumeAsync(CancellationToken ct) => control.SendAsync(HttpMethod.Post, $"{Path}/resume", null, ct);

    public Task UntilArrivedAsync(int id, CancellationToken ct) => destination.UntilAsync(Arena.HasArrived(id), ct);

    public async Task ResyncAsync(Table table, CancellationToken ct) => await ResyncOnceAsync(table, ct);

    /// <returns>The resync as the history shows it in the end.</returns>
    /// <exception cref="InvalidOperationException">It did not succeed.</exception>
    internal async Task<JsonNode> ResyncOnceAsync(Table table, CancellationToken ct)
    {
        await control.SendAsync(HttpMethod.Post, $"{Path}/resync/{table.Name}", null, ct);
        while (true)
        {
            var newest = (await control.SendAsync(HttpMethod.Get, $"{Path}/resyncs", null, ct))![0]!;
            if ((string?)newest["result"] is { } result)
            {
                await UntilAsync(Follows, ct);
                return result == "SUCCEEDED" ? newest : throw new InvalidOperationException($"The resync ended: {newest.ToJsonString()}");
            }

            await Task.Delay(BetweenLooks, ct);
        }
    }

    public async Task DropAsync(CancellationToken ct)
    {
        await control.SendAsync(HttpMethod.Delete, Path, null, ct);
        while (await control.SendAsync(HttpMethod.Get, Path, null, ct) is not null)
        {
            await Task.Delay(BetweenLooks, ct);
        }
    }

    private static bool Follows(JsonNode shown) =>
        (string?)shown["status"] == "RUNNING" && shown["tables"]!.AsArray().All(table => (string?)table!["status"] == "SYNCED");

    /// <exception cref="InvalidOperationException">The mirror stopped itself.</exception>
    private async Task UntilAsync(Func<JsonNode, bool> reached, CancellationToken ct)
    {
        while (true)
        {
            var shown = await control.SendAsync(HttpMethod.Get, Path, null, ct) ?? throw new InvalidOperationException("The mirror is gone.");
            if (shown["error"] is JsonObject error && (string?)shown["status"] is ("FAILED" or "PAUSED"))
            {
                throw new InvalidOperationException($"The mirror stopped: {error.ToJsonString()}");
            }

            if (reached(shown))
            {
                return;
            }

            await Task.Delay(BetweenLooks, ct);
        }
    }
}
