namespace BunnyDb.Benchmarks.Results;

/// <summary>How long locks were held and readers kept, one number a swap, as percentiles and as a histogram.</summary>
internal static class StallTable
{
    private static readonly double[] BoundsMs = [5, 10, 20, 50, 100];

    internal static ResultTable Of(IEnumerable<(string Title, Delays Delays)> series)
    {
        var table = new ResultTable(
            ["one a swap, ms", "swaps", "p50", "p90", "most", .. BoundsMs.Select(bound => $"below {bound}"), $"{BoundsMs[^1]} and more"]);
        foreach (var (title, delays) in series)
        {
            var counts = delays.Milliseconds.CountBy(ms => BoundsMs.Count(bound => ms >= bound)).ToDictionary();
            table.Add(
                [title, $"{delays.Milliseconds.Count}", Cell.Number(delays.Percentile(50)), Cell.Number(delays.Percentile(90)), Cell.Number(delays.Most),
                    .. Enumerable.Range(0, BoundsMs.Length + 1).Select(bucket => $"{counts.GetValueOrDefault(bucket)}")]);
        }

        return table;
    }
}
