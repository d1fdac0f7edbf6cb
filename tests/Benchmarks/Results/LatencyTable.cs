namespace BunnyDb.Benchmarks.Results;

/// <summary>How late each contender shows a commit.</summary>
internal static class LatencyTable
{
    internal static ResultTable Of(IReadOnlyList<IReadOnlyDictionary<string, Delays>> runs)
    {
        var table = new ResultTable($"{Latency.TransactionsPerSecond} transactions/s, medians of the runs, ms", "p50", "p99", "worst run's p99", "latest of all");
        foreach (var contender in runs.SelectMany(run => run.Keys).Distinct())
        {
            var delays = runs.Select(run => run[contender]).ToList();
            table.Add(
                contender,
                Cell.Number(Median.Of(delays.Select(delay => delay.Percentile(50)))),
                Cell.Number(Median.Of(delays.Select(delay => delay.Percentile(99)))),
                Cell.Number(delays.Max(delay => delay.Percentile(99))),
                Cell.Number(delays.Max(delay => delay.Most)));
        }

        return table;
    }
}
