using System.CommandLine;
using System.Text.Json;
using BunnyDb.Cli.Output;

namespace BunnyDb.Cli.Verbs;

/// <summary><c>bunnydb resync</c>, <c>resync-cancel</c>, <c>resync-cutover</c>, <c>resyncs</c>.</summary>
internal static class ResyncVerbs
{
    private static readonly string[] HistoryColumns =
        ["started_at", "finished_at", "tables", "strategy", "phase", "result", "rows_copied", "attempts", "lock_wait_ms", "lock_held_ms", "error"];

    internal static Command Start()
    {
        var mirror = Verb.Name("mirror");
        var table = new Argument<string?>("table")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "One table, as schema.table on the source or the destination; without it, all tables of the mirror.",
        };
        var isDryRun = new Option<bool>("--dry-run") { Description = "Show the plan and what stands against it, and change nothing." };
        return new Command("resync", "Copy a mirror's tables anew, or one of them; with resync_strategy swap, readers of the destination keep the old content until the new is complete.")
        {
            mirror, table, isDryRun,
        }.Does(async (parsed, api, ct) =>
        {
            var path = Path(parsed.GetValue(mirror)!) + (parsed.GetValue(table) is { } one ? $"/{Verb.Escape(one)}" : "");
            var reply = await api.PostAsync(parsed.GetValue(isDryRun) ? $"{path}?dry_run=true" : path, null, ct);
            Reply.Message(parsed, reply);
            PrintPlan(parsed, reply);
        });
    }

    internal static Command Cancel() => Action("resync-cancel", "cancel", "Cancel the resync that runs; the live tables stay as they are.");

    internal static Command Cutover() => Action("resync-cutover", "cutover", "Let a resync that waits for it (cutover=manual) put the new tables in place now.");

    internal static Command History()
    {
        var mirror = Verb.Name("mirror");
        return new Command("resyncs", "List a mirror's resyncs, newest first; --json shows the phases too.") { mirror }.Does(async (parsed, api, ct) =>
        {
            var reply = await api.GetAsync($"{Path(parsed.GetValue(mirror)!)}s", ct);
            Reply.Rows(parsed, reply, reply.EnumerateArray(), HistoryColumns);
        });
    }

    private static Command Action(string verb, string action, string description)
    {
        var mirror = Verb.Name("mirror");
        return new Command(verb, description) { mirror }.Does(async (parsed, api, ct) =>
            Reply.Message(parsed, await api.PostAsync($"{Path(parsed.GetValue(mirror)!)}/{action}", null, ct)));
    }

    private static string Path(string mirror) => $"/v1/mirrors/{Verb.Escape(mirror)}/resync";

    /// <summary>Of a dry run: what would be done, what refuses it, what else to know, and who uses the tables now.</summary>
    private static void PrintPlan(ParseResult parsed, JsonElement reply)
    {
        if (!parsed.GetValue(CommonOptions.Json))
        {
            PrintRows(parsed, reply, "steps", "phase", "description", "sql");
            PrintRows(parsed, reply, "refused", "code", "message", "remedy");
            PrintRows(parsed, reply, "advice", "code", "message", "remedy");
            if (Reply.Cell(reply, "blockers") is { Length: > 0 } blockers)
            {
                Console.WriteLine($"In use by: {blockers}");
            }
        }
    }

    private static void PrintRows(ParseResult parsed, JsonElement reply, string member, params string[] columns)
    {
        if (reply.TryGetProperty(member, out var rows) && rows.GetArrayLength() > 0)
        {
            Reply.Rows(parsed, reply, rows.EnumerateArray(), columns);
        }
    }
}
