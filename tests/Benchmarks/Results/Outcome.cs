using BunnyDb.Benchmarks.Stacks;

namespace BunnyDb.Benchmarks.Results;

/// <summary>What one contender took in one run.</summary>
internal sealed record Outcome(TimeSpan Took, Usage Usage);
