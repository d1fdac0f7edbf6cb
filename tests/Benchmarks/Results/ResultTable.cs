using System.Text;

namespace BunnyDb.Benchmarks.Results;

/// <summary>A table that is readable in a terminal and on a page alike: the first column is text, the others are numbers.</summary>
internal sealed class ResultTable(params string[] heads)
{
    private readonly List<string[]> rows = [];

    internal bool IsEmpty => rows.Count == 0;

    internal void Add(params string[] cells) => rows.Add(cells);

    public override string ToString()
    {
        var widths = heads.Select((head, column) => rows.Select(row => row[column].Length).Append(head.Length).Max()).ToArray();
        string Line(string[] cells) =>
            $"| {string.Join(" | ", cells.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))} |";
        var text = new StringBuilder();
        text.AppendLine(Line(heads));
        text.AppendLine($"|{string.Join("|", widths.Select((width, column) => new string('-', width + 1) + (column == 0 ? "-" : ":")))}|");
        foreach (var row in rows)
        {
            text.AppendLine(Line(row));
        }

        return text.ToString();
    }
}
