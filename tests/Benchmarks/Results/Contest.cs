namespace BunnyDb.Benchmarks.Results;

/// <summary>One workload: what each contender, by name, took in each run.</summary>
internal sealed class Contest(string title)
{
    private readonly List<IReadOnlyDictionary<string, Outcome>> runs = [];

    internal string Title => title;

    internal void Add(IReadOnlyDictionary<string, Outcome> run) => runs.Add(run);

    /// <summary>Null: the contender did not take part.</summary>
    internal double? Seconds(string contender) => Has(contender) ? Median.Of(runs.Select(run => run[contender].Took.TotalSeconds)) : null;

    /// <summary>How many times the other's time it took, run by run; below 1 is faster. Empty: one of them did not take part.</summary>
    internal IReadOnlyList<double> Ratios(string contender, string other) =>
        Has(contender) && Has(other) ? [.. runs.Select(run => run[contender].Took / run[other].Took)] : [];

    internal IEnumerable<Outcome> AllOutcomes => runs.SelectMany(run => run.Values);

    internal IEnumerable<string> Contenders => runs.SelectMany(run => run.Keys).Distinct().Order(StringComparer.Ordinal);

    internal IEnumerable<Outcome> Outcomes(string contender) => Has(contender) ? runs.Select(run => run[contender]) : [];

    private bool Has(string contender) => runs.All(run => run.ContainsKey(contender));
}
