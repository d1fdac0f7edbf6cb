namespace BunnyDb.Benchmarks.Servers;

/// <summary>How finely the end of something is seen in a database: the same for all contenders, and rarely enough to cost little.</summary>
internal static class Waiting
{
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
}
