namespace BunnyDb.Benchmarks.Results;

/// <summary>What each contender took in one run, by its name.</summary>
internal sealed class Times : Dictionary<string, TimeSpan>
{
    internal double NativeSeconds => this["native"].TotalSeconds;

    internal double BunnySeconds => this["BunnyDb"].TotalSeconds;

    internal double Ratio => BunnySeconds / NativeSeconds;
}
