using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace BunnyDb.Cli.Output;

/// <summary>Shows replies: as tables for people, as JSON for scripts.</summary>
internal static class Reply
{
    private const int LineWidth = 500;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Message(ParseResult parsed, JsonElement reply)
    {
        if (!WroteJson(parsed, reply))
        {
            Console.WriteLine(Cell(reply, "message"));
        }
    }

    /// <summary>One line an element, with the named members as columns.</summary>
    internal static void Rows(ParseResult parsed, JsonElement reply, IEnumerable<JsonElement> rows, params string[] columns)
    {
        if (WroteJson(parsed, reply))
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns(columns.Select(column => new TableColumn(column).NoWrap()).ToArray());

        foreach (var row in rows)
        {
            table.AddRow(columns.Select(column => Markup.Escape(Cell(row, column))).ToArray());
        }

        // Nothing is cut off: a terminal that is narrower breaks the lines itself, and a file has no width.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, LineWidth);
        AnsiConsole.Write(table);
    }

    internal static bool WroteJson(ParseResult parsed, JsonElement reply)
    {
        var asJson = parsed.GetValue(CommonOptions.Json);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(reply, Indented));
        }

        return asJson;
    }

    internal static string Cell(JsonElement row, string member) =>
        !row.TryGetProperty(member, out var value) ? "" : value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => "-",
            JsonValueKind.String when member.EndsWith("_at", StringComparison.Ordinal) && value.TryGetDateTimeOffset(out var at) => at.ToString("yyyy-MM-dd HH:mm:ssZ"),
            JsonValueKind.Object when value.TryGetProperty("message", out var message) => message.ToString(),
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray()),
            _ => value.ToString(),
        };
}
