using System.CommandLine;
using BunnyDb.Cli.Output;

namespace BunnyDb.Cli.Verbs;

/// <summary><c>bunnydb sync-schema</c>.</summary>
internal static class SyncSchemaVerb
{
    internal static Command Create()
    {
        var name = Verb.Name("mirror");
        var isDryRun = new Option<bool>("--dry-run") { Description = "Show what would be done and change nothing." };
        return new Command("sync-schema", "Make the destination's tables fit the source's again.") { name, isDryRun }.Does(async (parsed, api, ct) =>
        {
            var query = parsed.GetValue(isDryRun) ? "?dry_run=true" : "";
            var reply = await api.PostAsync($"/v1/mirrors/{Verb.Escape(parsed.GetValue(name)!)}/sync-schema{query}", null, ct);
            Reply.Message(parsed, reply);
            if (!parsed.GetValue(CommonOptions.Json) && reply.TryGetProperty("steps", out var steps))
            {
                Reply.Rows(parsed, reply, steps.EnumerateArray(), "table", "status", "statement", "reason", "remedy");
            }
        });
    }
}
