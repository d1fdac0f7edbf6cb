using System.Text;

namespace BunnyDb.Benchmarks.Results;

/// <summary>All runs of all workloads, as a table that is readable in a terminal and on a page alike.</summary>
internal sealed class ResultTable
{
    private const int NameColumns = 46;
    private readonly List<(string Name, IReadOnlyList<Times> Runs)> lines = [];

    internal void Add(string name, IReadOnlyList<Times> runs) => lines.Add((name, runs));

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine($"| {"medians",-NameColumns} | native s | BunnyDb s | ratio | ratios of the runs |");
        text.AppendLine($"|{new string('-', NameColumns + 2)}|---------:|----------:|------:|:-------------------|");
        foreach (var (name, runs) in lines)
        {
            var ratios = string.Join(" ", runs.Select(run => $"{run.Ratio:0.00}"));
            text.AppendLine(
                $"| {name,-NameColumns} | {Median(runs, run => run.NativeSeconds),8:0.00} | {Median(runs, run => run.BunnySeconds),9:0.00} | {Median(runs, run => run.Ratio),5:0.00} | {ratios,-18} |");
        }

        return text.ToString();
    }

    private static double Median(IReadOnlyList<Times> runs, Func<Times, double> of)
    {
        var ordered = runs.Select(of).Order().ToList();
        var middle = ordered.Count / 2;
        return ordered.Count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
    }
}
