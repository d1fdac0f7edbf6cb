using BunnyDb.Benchmarks.Stacks;

namespace BunnyDb.Benchmarks.Results;

/// <summary>Processor seconds (median of the runs) and the peak of memory (of all runs) of every part, contender by contender.</summary>
internal static class UsageTable
{
    /// <summary>What merely idles beside is left out.</summary>
    internal const double LeftOutSeconds = 0.05;

    internal static ResultTable Of(IEnumerable<Contest> contests)
    {
        var all = contests.ToList();
        string[] parts = [.. all.SelectMany(contest => contest.AllOutcomes).SelectMany(outcome => outcome.Usage.Parts).Select(part => part.Name).Distinct()];
        var table = new ResultTable(["CPU seconds / peak MB", "by", .. parts]);
        foreach (var contest in all)
        {
            foreach (var contender in contest.Contenders)
            {
                var usages = contest.Outcomes(contender).SelectMany(outcome => outcome.Usage.Parts).ToLookup(usage => usage.Name);
                table.Add([contest.Title, contender, .. parts.Select(part => Text([.. usages[part]]))]);
            }
        }

        return table;
    }

    /// <summary>Processes that have ended have no memory to show.</summary>
    private static string Text(IReadOnlyList<PartUsage> usages)
    {
        var seconds = Median.Of(usages.Select(usage => usage.CpuSeconds)) ?? 0;
        var bytes = usages.Max(usage => usage.PeakBytes);
        return seconds < LeftOutSeconds ? "" : bytes == 0 ? $"{seconds:0.00}" : $"{seconds:0.00} / {bytes / 1e6:0}";
    }
}
