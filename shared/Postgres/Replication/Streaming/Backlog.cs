namespace BunnyDb.Postgres.Replication.Streaming;

/// <summary>
/// Whether the source has more to send than we have taken: it then sends one small message after the other, and taking each as it comes costs both
/// sides a system call and a wake-up a change. Pure.
/// </summary>
internal sealed class Backlog(TimeProvider time)
{
    /// <summary>This much within <see cref="Within"/> is a backlog, some 3 MB/s: what fifty transactions a second write is a hundredth of it.</summary>
    internal const int Bytes = 64 * 1024;

    internal static readonly TimeSpan Within = TimeSpan.FromMilliseconds(20);

    private long since = time.GetTimestamp();
    private long bytes;

    /// <param name="waited">The read found nothing there and waited: everything that had been sent is taken.</param>
    /// <returns>There is a backlog, and nothing of it is left here: time to let it gather.</returns>
    internal bool Read(int count, bool waited)
    {
        bytes += count;
        if (!waited)
        {
            return false;
        }

        var elapsed = time.GetElapsedTime(since);
        var isThere = bytes >= Bytes && elapsed <= Within;
        if (isThere || elapsed > Within)
        {
            Restart();
        }

        return isThere;
    }

    /// <summary>Counts from now on.</summary>
    internal void Restart() => (since, bytes) = (time.GetTimestamp(), 0);
}
