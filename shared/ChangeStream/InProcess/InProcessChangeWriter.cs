namespace BunnyDb.ChangeStream.InProcess;

/// <summary>Puts batches into the lane's queue, within the window.</summary>
internal sealed class InProcessChangeWriter(InProcessLane lane, long epoch) : IChangeWriter
{
    private readonly WriteWindow window = new(WriteWindow.DefaultBytes, WriteWindow.DefaultBatches);
    private readonly CancellationTokenSource broken = new();
    private string reason = "The writer is closed.";

    internal long Epoch { get; } = epoch;

    public long TakenSequence => window.TakenSequence;

    public async ValueTask WriteAsync(ChangeBatch batch, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        window.Add(batch.Sequence, batch.Frames.Length);

        if (broken.IsCancellationRequested || !lane.TryAdd(this, QueuedBatch.CopyOf(batch)))
        {
            throw new ChangeStreamException(reason);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, broken.Token);
        try
        {
            await window.AwaitRoomAsync(either.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new ChangeStreamException(reason, e);
        }
    }

    internal void Take(long sequence) => window.Take(sequence);

    internal void Break(string why)
    {
        if (!broken.IsCancellationRequested)
        {
            reason = why;
            broken.Cancel();
        }
    }

    public ValueTask DisposeAsync()
    {
        Break("The writer is closed.");
        return ValueTask.CompletedTask;
    }
}
