namespace BunnyDb.Benchmarks;

/// <summary>How finely the end of something is seen: the same for both contenders.</summary>
internal static class Waiting
{
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
}
