namespace BunnyDb.Benchmarks.Results;

/// <summary>All that was measured.</summary>
internal sealed class Findings
{
    /// <summary>What each service of ours may hold at once, in bytes.</summary>
    internal const long ServiceBytesMax = 400_000_000;

    internal List<Contest> CatchUps { get; } = [];

    internal List<Contest> Copies { get; } = [];

    /// <summary>Run by run, by contender.</summary>
    internal List<IReadOnlyDictionary<string, Delays>> Delays { get; } = [];

    internal List<Contest> Resyncs { get; } = [];

    /// <summary>Of swaps: what was timed, and one number a swap.</summary>
    internal List<(string Title, Delays Delays)> Swaps { get; } = [];

    internal bool IsEmpty => !Contests.SelectMany(contest => contest.AllOutcomes).Any() && Delays.All(run => run.Count == 0) && Swaps.Count == 0;

    internal IEnumerable<Contest> Contests => CatchUps.Concat(Copies).Concat(Resyncs);

    /// <exception cref="InvalidOperationException">A service of ours held more than <see cref="ServiceBytesMax"/>.</exception>
    internal void RequireSmallServices()
    {
        var largest = Contests.SelectMany(contest => contest.AllOutcomes).SelectMany(outcome => outcome.Usage.Parts).Where(part => part.IsOurs).MaxBy(part => part.PeakBytes);
        if (largest is { PeakBytes: > ServiceBytesMax })
        {
            throw new InvalidOperationException($"{largest.Name} held {largest.PeakBytes / 1e6:0} MB at once; {ServiceBytesMax / 1e6:0} MB are allowed.");
        }
    }
}
