using System.Text.Json.Nodes;

namespace BunnyDb.Benchmarks.Contenders;

/// <summary>A mirror with its default options, through RabbitMQ, driven over REST.</summary>
internal sealed class BunnyMirror(ControlPlane control, Database source, Database destination) : IContender
{
    private const string Mirror = "bench";
    private const string Path = $"/v1/mirrors/{Mirror}";

    public string Name => "BunnyDb";

    public Database Destination => destination;

    internal async Task AddPeersAsync(CancellationToken ct)
    {
        await control.SendAsync(HttpMethod.Post, "/v1/peers", Peer("source", source), ct);
        await control.SendAsync(HttpMethod.Post, "/v1/peers", Peer("destination", destination), ct);
    }

    public Task StartAsync(IReadOnlyList<string> tables, CancellationToken ct) => control.SendAsync(
        HttpMethod.Post,
        "/v1/mirrors",
        new JsonObject
        {
            ["name"] = Mirror,
            ["source_peer"] = "source",
            ["destination_peer"] = "destination",
            ["table_mappings"] = new JsonArray([.. tables.Select(table => new JsonObject { ["source_table"] = table, ["destination_table"] = table })]),
        },
        ct);

    public Task UntilCopiedAsync(CancellationToken ct) => UntilAsync(
        mirror => (string?)mirror["status"] == "RUNNING" && mirror["tables"]!.AsArray().All(table => (string?)table!["status"] == "SYNCED"), ct);

    public async Task PauseAsync(CancellationToken ct)
    {
        await control.SendAsync(HttpMethod.Post, $"{Path}/pause", null, ct);
        await UntilAsync(mirror => (string?)mirror["status"] == "PAUSED", ct);
        await source.UntilAsync($"select not active from pg_replication_slots where slot_name = 'bunny_{Mirror}'", ct);
    }

    public Task ResumeAsync(CancellationToken ct) => control.SendAsync(HttpMethod.Post, $"{Path}/resume", null, ct);

    public async Task DropAsync(CancellationToken ct)
    {
        await control.SendAsync(HttpMethod.Delete, Path, null, ct);
        while (await control.SendAsync(HttpMethod.Get, Path, null, ct) is not null)
        {
            await Task.Delay(Waiting.Pause, ct);
        }
    }

    /// <exception cref="InvalidOperationException">The mirror stopped itself.</exception>
    private async Task UntilAsync(Func<JsonNode, bool> reached, CancellationToken ct)
    {
        while (true)
        {
            var mirror = await control.SendAsync(HttpMethod.Get, Path, null, ct) ?? throw new InvalidOperationException("The mirror is gone.");
            if (mirror["error"] is JsonObject error && (string?)mirror["status"] is ("FAILED" or "PAUSED"))
            {
                throw new InvalidOperationException($"The mirror stopped: {error.ToJsonString()}");
            }

            if (reached(mirror))
            {
                return;
            }

            await Task.Delay(Waiting.Pause, ct);
        }
    }

    private static JsonObject Peer(string name, Database database) => new()
    {
        ["name"] = name,
        ["host"] = database.Host,
        ["port"] = database.Port,
        ["user"] = database.User,
        ["password"] = database.Password,
        ["database"] = database.Name,
        ["ssl_mode"] = "disable",
    };
}
