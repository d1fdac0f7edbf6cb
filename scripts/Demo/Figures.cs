namespace BunnyDb.Demo;

/// <summary>What the demo measured. They describe this machine and this run, nothing else.</summary>
internal sealed class Figures
{
    internal long RowsCopied { get; set; }

    internal TimeSpan CopyTime { get; set; }

    internal long ChangesCaughtUp { get; set; }

    internal TimeSpan CatchUpTime { get; set; }

    internal IReadOnlyList<double> DelaysMs { get; set; } = [];

    internal void Print()
    {
        Console.WriteLine($"  copied       {RowsCopied:N0} rows in {CopyTime.TotalSeconds:0.0} s with indexes: {RowsCopied / CopyTime.TotalSeconds:N0} rows/s");
        Console.WriteLine($"  caught up    {ChangesCaughtUp:N0} changes in {CatchUpTime.TotalSeconds:0.0} s after the pause: {ChangesCaughtUp / CatchUpTime.TotalSeconds:N0} changes/s");
        Console.WriteLine($"  latency      p50 {Percentile(0.50):0.0} ms, p99 {Percentile(0.99):0.0} ms from commit to visible ({DelaysMs.Count} transactions at 50/s beside the load)");
    }

    private double Percentile(double share)
    {
        var ordered = DelaysMs.Order().ToList();
        return ordered.Count == 0 ? double.NaN : ordered[(int)Math.Min(ordered.Count - 1, Math.Ceiling(share * ordered.Count) - 1)];
    }
}
