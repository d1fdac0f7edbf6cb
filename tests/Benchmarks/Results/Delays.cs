namespace BunnyDb.Benchmarks.Results;

/// <param name="Milliseconds">Ascending, at least one.</param>
internal sealed record Delays(IReadOnlyList<double> Milliseconds)
{
    internal double Most => Milliseconds[^1];

    internal double Percentile(int percent) => Milliseconds[Milliseconds.Count * percent / 100];
}
