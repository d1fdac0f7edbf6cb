namespace BunnyDb.Demo.Resyncs;

/// <summary>What has to hold; each is printed as it is looked at.</summary>
internal sealed class Promises
{
    internal bool AllHold { get; private set; } = true;

    internal void Hold(bool holds, string promise)
    {
        AllHold &= holds;
        Console.WriteLine($"  {(holds ? "holds" : "BROKEN"),-7} {promise}");
    }
}
