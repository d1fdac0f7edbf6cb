namespace BunnyDb.Benchmarks.Swaps;

/// <summary>How long one read took, and when it began.</summary>
internal readonly record struct TimedRead(DateTimeOffset At, double Ms)
{
    internal DateTimeOffset EndsAt => At.AddMilliseconds(Ms);
}
