namespace BunnyDb.ChangeStream;

/// <summary>
/// What was written and the applier has not taken, held within two bounds. Bytes: a slow destination makes the slot wait instead of the stream
/// grow. Batches: all of them may wait at the applier at once, which takes what has arrived as one unit; beyond that the next one grows.
/// </summary>
internal sealed class WriteWindow(long windowBytes, int windowBatches)
{
    /// <summary>Three of the applier's units: more would only hold memory, a lane's at a time.</summary>
    internal const long DefaultBytes = 24L * 1024 * 1024;

    /// <summary>Several of the applier's units, so that it never waits for the way here, whatever the size of a batch.</summary>
    internal const int DefaultBatches = 64;

    private readonly Lock gate = new();
    private readonly Queue<(long Sequence, int Bytes)> untaken = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long untakenBytes;
    private long takenSequence = -1;

    internal long TakenSequence => Volatile.Read(ref takenSequence);

    /// <summary>Counts a batch before it is written, so that its credit never comes first.</summary>
    internal void Add(long sequence, int bytes)
    {
        lock (gate)
        {
            untaken.Enqueue((sequence, bytes));
            untakenBytes += bytes;
        }
    }

    /// <summary>Everything up to <paramref name="sequence"/> was taken. Credits are cumulative: an earlier one that comes late changes nothing.</summary>
    internal void Take(long sequence)
    {
        TaskCompletionSource told;
        lock (gate)
        {
            if (sequence <= takenSequence)
            {
                return;
            }

            while (untaken.TryPeek(out var oldest) && oldest.Sequence <= sequence)
            {
                untakenBytes -= oldest.Bytes;
                untaken.Dequeue();
            }

            Volatile.Write(ref takenSequence, sequence);
            told = changed;
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        told.SetResult();
    }

    /// <summary>Returns once what is untaken is within the window.</summary>
    internal async ValueTask AwaitRoomAsync(CancellationToken ct)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (untakenBytes <= windowBytes && untaken.Count < windowBatches)
                {
                    return;
                }

                next = changed.Task;
            }

            await next.WaitAsync(ct);
        }
    }
}
