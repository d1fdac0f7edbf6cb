using System.Threading.Channels;

namespace BunnyDb.Hosting.Lanes;

/// <summary>Wakes a supervisor before its next tick. Any number of nudges while it is awake count as one.</summary>
public sealed class LaneNudges
{
    private readonly Lock gate = new();
    private readonly List<Channel<bool>> listeners = [];

    /// <summary>Counts the nudges that ask to skip the current back-off.</summary>
    public int RetryNo { get; private set; }

    public void Nudge(bool skipBackoff)
    {
        lock (gate)
        {
            RetryNo += skipBackoff ? 1 : 0;
            foreach (var listener in listeners)
            {
                listener.Writer.TryWrite(true);
            }
        }
    }

    internal ChannelReader<bool> Listen()
    {
        var channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        lock (gate)
        {
            listeners.Add(channel);
        }

        return channel.Reader;
    }
}
