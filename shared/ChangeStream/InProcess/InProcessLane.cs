namespace BunnyDb.ChangeStream.InProcess;

/// <summary>One lane's batches in memory: those that wait, and those that the reader has and did not acknowledge.</summary>
internal sealed class InProcessLane
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim waiting = new(0);
    private readonly SemaphoreSlim activeReader = new(1, 1);
    private readonly CancellationTokenSource deleted = new();
    private LinkedList<QueuedBatch> ready = [];
    private LinkedList<QueuedBatch> delivered = [];
    private InProcessChangeWriter? writer;

    internal CancellationToken Deleted => deleted.Token;

    internal IChangeWriter OpenWriter(long epoch)
    {
        lock (gate)
        {
            writer?.Break("A later epoch of the lane has begun.");
            writer = new InProcessChangeWriter(this, epoch);
            foreach (var dropped in ready)
            {
                dropped.Release();
            }

            ready = [];
            return writer;
        }
    }

    /// <summary>False: the writer is not the lane's any more.</summary>
    internal bool TryAdd(InProcessChangeWriter from, QueuedBatch batch)
    {
        lock (gate)
        {
            if (writer != from || deleted.IsCancellationRequested)
            {
                return false;
            }

            ready.AddLast(batch);
        }

        waiting.Release();
        return true;
    }

    internal Task AwaitTurnAsync(CancellationToken ct) => activeReader.WaitAsync(ct);

    internal async Task<QueuedBatch> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            await waiting.WaitAsync(ct);
            lock (gate)
            {
                // A signal of a batch that a later epoch dropped finds nothing.
                if (ready.First is { } first)
                {
                    ready.RemoveFirst();
                    delivered.AddLast(first);
                    return first.Value;
                }
            }
        }
    }

    /// <summary>The reader that has it now needs it no more. One that is not its reader any more says nothing.</summary>
    internal void Take(QueuedBatch taken)
    {
        lock (gate)
        {
            if (!delivered.Remove(taken))
            {
                return;
            }

            taken.Release();
            if (writer?.Epoch == taken.Batch.Epoch)
            {
                writer.Take(taken.Batch.Sequence);
            }
        }
    }

    /// <summary>The active reader leaves: what it did not acknowledge comes again to the next, in order.</summary>
    internal void EndTurn()
    {
        lock (gate)
        {
            waiting.Release(delivered.Count + 1);
            ready = new LinkedList<QueuedBatch>(delivered.Select(batch => batch.Again()).Concat(ready));
            delivered = [];
        }

        activeReader.Release();
    }

    internal void Delete()
    {
        lock (gate)
        {
            writer?.Break("The lane's stream was deleted.");
            deleted.Cancel();
        }
    }
}
