namespace BunnyDb.ChangeStream.InProcess;

/// <summary>One lane's batches in memory: those that wait, and those that the reader has and did not acknowledge.</summary>
internal sealed class InProcessLane
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim waiting = new(0);
    private readonly SemaphoreSlim activeReader = new(1, 1);
    private readonly CancellationTokenSource deleted = new();
    private LinkedList<ChangeBatch> ready = [];
    private LinkedList<ChangeBatch> delivered = [];
    private InProcessChangeWriter? writer;

    internal CancellationToken Deleted => deleted.Token;

    internal IChangeWriter OpenWriter(long epoch)
    {
        lock (gate)
        {
            writer?.Break("A later epoch of the lane has begun.");
            writer = new InProcessChangeWriter(this, epoch);
            ready = [];
            return writer;
        }
    }

    /// <summary>False: the writer is not the lane's any more.</summary>
    internal bool TryAdd(InProcessChangeWriter from, ChangeBatch batch)
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

    internal async Task<ChangeBatch> NextAsync(CancellationToken ct)
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

    internal void Take(ChangeBatch batch)
    {
        lock (gate)
        {
            if (delivered.Remove(batch) && writer?.Epoch == batch.Epoch)
            {
                writer.Take(batch.Sequence);
            }
        }
    }

    /// <summary>The active reader leaves: what it did not acknowledge comes again to the next, in order.</summary>
    internal void EndTurn()
    {
        lock (gate)
        {
            foreach (var batch in ready)
            {
                delivered.AddLast(batch);
            }

            waiting.Release(Math.Max(delivered.Count - ready.Count, 0) + 1);
            (ready, delivered) = (delivered, []);
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
