using System.CommandLine;
using System.Text.Json;
using BunnyDb.Cli.Api;
using BunnyDb.Cli.Output;

namespace BunnyDb.Cli.Verbs;

/// <summary><c>bunnydb mirrors</c>.</summary>
internal static class MirrorVerbs
{
    private static readonly string[] Columns =
        ["name", "status", "current_phase", "source_peer", "destination_peer", "last_lsn", "lag_bytes", "lag_seconds"];

    internal static Command Create() => new("mirrors", "Source to destination, table by table.") { List(), Show(), CreateMirror(), Delete() };

    private static Command List() => new Command("list", "List the mirrors.").Does(async (parsed, api, ct) =>
    {
        var reply = await api.GetAsync("/v1/mirrors", ct);
        Reply.Rows(parsed, reply, reply.EnumerateArray(), [.. Columns, "error"]);
    });

    private static Command Show()
    {
        var name = Verb.Name("mirror");
        return new Command("show", "Show a mirror with its tables.") { name }.Does(async (parsed, api, ct) =>
            Print(parsed, await api.GetAsync($"/v1/mirrors/{Verb.Escape(parsed.GetValue(name)!)}", ct)));
    }

    private static Command CreateMirror()
    {
        var file = new Option<string>("--file", "-f") { Required = true, Description = "A JSON file with the mirror's configuration; - is standard input." };
        return new Command("create", "Create a mirror from a JSON file.") { file }.Does(async (parsed, api, ct) =>
            Print(parsed, await api.PostAsync("/v1/mirrors", await ReadAsync(parsed.GetValue(file)!, ct), ct)));
    }

    private static Command Delete()
    {
        var name = Verb.Name("mirror");
        return new Command("delete", "Delete a mirror; the destination's data stays.") { name }.Does(async (parsed, api, ct) =>
            Reply.Message(parsed, await api.DeleteAsync($"/v1/mirrors/{Verb.Escape(parsed.GetValue(name)!)}", ct)));
    }

    /// <exception cref="ApiException">No file is named.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a folder, or not ours to read.</exception>
    internal static async Task<string> ReadAsync(string file, CancellationToken ct) => file switch
    {
        "" => throw new ApiException("--file names no file."),
        "-" => await Console.In.ReadToEndAsync(ct),
        _ => await File.ReadAllTextAsync(file, ct),
    };

    private static void Print(ParseResult parsed, JsonElement mirror)
    {
        if (Reply.WroteJson(parsed, mirror))
        {
            return;
        }

        Reply.Rows(parsed, mirror, [mirror], Columns);
        if (mirror.GetProperty("error") is { ValueKind: JsonValueKind.Object } error)
        {
            Console.WriteLine($"{Reply.Cell(error, "code")}: {Reply.Cell(error, "message")}\n{Reply.Cell(error, "remedy")}");
        }

        Reply.Rows(parsed, mirror, mirror.GetProperty("tables").EnumerateArray(), TablesVerb.Columns);
    }
}
