using System.CommandLine;
using BunnyDb.Cli.Output;

namespace BunnyDb.Cli.Verbs;

/// <summary><c>bunnydb logs</c>.</summary>
internal static class LogsVerb
{
    internal static Command Create()
    {
        var name = Verb.Name("mirror");
        var level = new Option<string?>("--level") { Description = "info, warning or error." };
        var search = new Option<string?>("--search") { Description = "Text in the message or its details." };
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 50, Description = "At most 500." };
        return new Command("logs", "Read a mirror's log, newest first.") { name, level, search, limit }.Does(async (parsed, api, ct) =>
        {
            var query = $"?limit={parsed.GetValue(limit)}&level={Verb.Escape(parsed.GetValue(level) ?? "")}&search={Verb.Escape(parsed.GetValue(search) ?? "")}";
            var reply = await api.GetAsync($"/v1/mirrors/{Verb.Escape(parsed.GetValue(name)!)}/logs{query}", ct);
            Reply.Rows(parsed, reply, reply.GetProperty("logs").EnumerateArray(), "created_at", "level", "message", "details");
        });
    }
}
