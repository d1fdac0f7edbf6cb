namespace BunnyDb.Postgres.Replication.Streaming;

/// <summary>
/// Whether the source has more to send than we have taken: it then sends one small message after the other, and taking each as it comes costs both
/// sides a system call and a wake-up a change. Pure.
/// </summary>
internal sealed class Backlog(TimeProvider time)
{
    /// <summary>
    /// This much each <see cref="Within"/> is a backlog, some 0.8 MB/s: a source that competes for its processor sends no faster, and what fifty
    /// transactions a second write is a tenth of it.
    /// </summary>
    internal const int Bytes = 16 * 1024;

    internal static readonly TimeSpan Within = TimeSpan.FromMilliseconds(20);

    /// <summary>One that was there for so long lasts: longer than any one transaction of an ordinary load.</summary>
    internal static readonly TimeSpan Lasting = TimeSpan.FromMilliseconds(100);

    private long since = time.GetTimestamp();
    private long? began;
    private bool isLasting;
    private long bytes;

    /// <summary>It has been there for a while. May be asked from another thread.</summary>
    internal bool IsLasting => Volatile.Read(ref isLasting);

    /// <param name="waited">The read found nothing there and waited: everything that had been sent is taken.</param>
    /// <returns>There is a backlog, and nothing of it is left here: time to let it gather.</returns>
    internal bool Read(int count, bool waited)
    {
        bytes += count;
        if (!waited)
        {
            return false;
        }

        // By the rate: this process may have had to wait for a processor itself.
        var elapsed = time.GetElapsedTime(since);
        var isThere = bytes >= Bytes && bytes * Within.Ticks >= Bytes * elapsed.Ticks;
        if (isThere || elapsed > Within)
        {
            began = isThere ? began ?? since : null;
            Volatile.Write(ref isLasting, began is { } first && time.GetElapsedTime(first) >= Lasting);
            Restart();
        }

        return isThere;
    }

    /// <summary>Counts from now on.</summary>
    internal void Restart() => (since, bytes) = (time.GetTimestamp(), 0);
}
