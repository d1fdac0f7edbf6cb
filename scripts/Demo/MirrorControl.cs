using System.Diagnostics;
using System.Text.Json.Nodes;

namespace BunnyDb.Demo;

/// <summary>One mirror over REST.</summary>
internal sealed class MirrorControl(ControlPlane control, string name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    internal string Path => $"/v1/mirrors/{name}";

    /// <summary>The name of its slot on the source.</summary>
    internal string Slot => $"bunny_{name}";

    internal Task CreateAsync(string sourcePeer, string destinationPeer, IEnumerable<string> tables, JsonObject options, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["name"] = name,
            ["source_peer"] = sourcePeer,
            ["destination_peer"] = destinationPeer,
            ["table_mappings"] = Mappings(tables),
        };
        foreach (var (option, value) in options)
        {
            body[option] = value?.DeepClone();
        }

        return control.PostAsync("/v1/mirrors", body, ct);
    }

    /// <summary>Every table under the same name on both sides.</summary>
    internal static JsonArray Mappings(IEnumerable<string> tables) =>
        [.. tables.Select(table => new JsonObject { ["source_table"] = table, ["destination_table"] = table })];

    internal async Task<Mirror> LookAsync(CancellationToken ct) => Mirror.Read(await control.GetAsync(Path, ct));

    /// <exception cref="InvalidOperationException">The mirror stopped with an error, or took too long.</exception>
    internal async Task<Mirror> UntilAsync(Func<Mirror, Task<bool>> reached, CancellationToken ct)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Patience;)
        {
            var mirror = await LookAsync(ct);
            if (mirror.Status is "FAILED" or "PAUSED")
            {
                throw new InvalidOperationException($"The mirror stopped: {mirror.Error}");
            }

            if (await reached(mirror))
            {
                return mirror;
            }

            await Task.Delay(BetweenLooks, ct);
        }

        throw new InvalidOperationException($"The mirror took longer than {Patience.TotalSeconds:0} s.");
    }
}
