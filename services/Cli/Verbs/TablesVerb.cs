using System.CommandLine;
using BunnyDb.Cli.Output;

namespace BunnyDb.Cli.Verbs;

/// <summary><c>bunnydb tables</c>.</summary>
internal static class TablesVerb
{
    internal static readonly string[] Columns =
    [
        "source_table", "destination_table", "status", "rows_copied", "rows_total", "rows_inserted", "rows_updated", "rows_deleted", "conflicts", "last_synced_at",
    ];

    internal static Command Create()
    {
        var name = Verb.Name("mirror");
        var file = new Option<string?>("--file", "-f") { Description = "Replace the list by this JSON file's {\"table_mappings\": [...]}; - is standard input." };
        return new Command("tables", "List a mirror's tables, or replace the list while the mirror is paused.") { name, file }.Does(async (parsed, api, ct) =>
        {
            var path = $"/v1/mirrors/{Verb.Escape(parsed.GetValue(name)!)}/tables";
            if (parsed.GetValue(file) is { } list)
            {
                Reply.Message(parsed, await api.PutAsync(path, await MirrorVerbs.ReadAsync(list, ct), ct));
                return;
            }

            var reply = await api.GetAsync(path, ct);
            Reply.Rows(parsed, reply, reply.EnumerateArray(), Columns);
        });
    }
}
