using BunnyDb.Benchmarks.Stacks;

namespace BunnyDb.Benchmarks.Results;

/// <summary>Processor seconds (median of the runs) and the peak of memory (of all runs) of every part, contender by contender.</summary>
internal static class UsageTable
{
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

    private static string Text(IReadOnlyList<PartUsage> usages)
    {
        var seconds = Median.Of(usages.Select(usage => usage.CpuSeconds)) ?? 0;
        return seconds < 0.01 ? "" : $"{seconds:0.00} / {usages.Max(usage => usage.PeakBytes) / 1e6:0}";
    }
}
