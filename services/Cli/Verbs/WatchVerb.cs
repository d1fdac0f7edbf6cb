using System.CommandLine;
using System.Text.Json;
using BunnyDb.Cli.Output;

namespace BunnyDb.Cli.Verbs;

/// <summary><c>bunnydb watch</c>: what happens to a mirror, as it happens.</summary>
internal static class WatchVerb
{
    internal static Command Create()
    {
        var name = Verb.Name("mirror");
        return new Command("watch", "Follow a mirror until it is deleted or you interrupt.") { name }.Does(async (parsed, api, ct) =>
        {
            var kind = "";
            await foreach (var line in api.LinesAsync($"/v1/mirrors/{Verb.Escape(parsed.GetValue(name)!)}/events", ct))
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    kind = line["event: ".Length..];
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    var data = line["data: ".Length..];
                    Console.WriteLine(parsed.GetValue(CommonOptions.Json) ? $"{kind} {data}" : Describe(kind, JsonSerializer.Deserialize<JsonElement>(data)));
                }
            }
        });
    }

    private static string Describe(string kind, JsonElement data) => kind switch
    {
        "status" => $"{Reply.Cell(data, "status")} {Reply.Cell(data, "current_phase")}"
            + (data.GetProperty("error").ValueKind == JsonValueKind.Object ? $"  {Reply.Cell(data, "error")}" : ""),
        "progress" when data.GetProperty("snapshot") is { ValueKind: JsonValueKind.Object } copy =>
            $"copied {Reply.Cell(copy, "rows_copied")} of {Reply.Cell(copy, "rows_total")} rows, {Reply.Cell(copy, "percent")} %, {Reply.Cell(copy, "eta_seconds")} s to go",
        "progress" when data.GetProperty("resync") is { ValueKind: JsonValueKind.Object } resync =>
            $"resync in {Reply.Cell(resync, "phase")}, {Reply.Cell(resync, "percent")} % copied, {Reply.Cell(resync, "attempts")} tries to swap",
        "progress" => $"at {Reply.Cell(data, "last_lsn")}, {Reply.Cell(data, "lag_bytes")} bytes and {Reply.Cell(data, "lag_seconds")} s behind",
        "log" => $"{Reply.Cell(data, "level")}: {Reply.Cell(data, "message")}",
        _ => kind,
    };
}
