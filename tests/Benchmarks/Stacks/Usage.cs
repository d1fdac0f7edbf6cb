namespace BunnyDb.Benchmarks.Stacks;

/// <summary>What something cost, part by part.</summary>
internal sealed record Usage(IReadOnlyList<PartUsage> Parts);

/// <param name="CpuSeconds">User and system time of all its processes, also of those that ended meanwhile.</param>
/// <param name="PeakBytes">The most memory that its busiest process held at once, shared memory that it touched included.</param>
internal sealed record PartUsage(string Name, bool IsOurs, double CpuSeconds, long PeakBytes);
