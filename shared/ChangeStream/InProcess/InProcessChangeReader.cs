using System.Runtime.CompilerServices;

namespace BunnyDb.ChangeStream.InProcess;

/// <summary>Reads the lane once it is this reader's turn.</summary>
internal sealed class InProcessChangeReader(InProcessLane lane) : IChangeReader
{
    private bool isActive;

    public async IAsyncEnumerable<ChangeDelivery> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, lane.Deleted);
        while (true)
        {
            QueuedBatch batch;
            try
            {
                if (!isActive)
                {
                    await lane.AwaitTurnAsync(either.Token);
                    isActive = true;
                }

                batch = await lane.NextAsync(either.Token);
            }
            catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
            {
                throw new ChangeStreamException("The lane's stream was deleted.", e);
            }

            yield return new Delivery(lane, batch);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (isActive)
        {
            isActive = false;
            lane.EndTurn();
        }

        return ValueTask.CompletedTask;
    }

    private sealed class Delivery(InProcessLane lane, QueuedBatch queued) : ChangeDelivery(queued.Batch)
    {
        public override ValueTask AckAsync(CancellationToken ct)
        {
            lane.Take(queued);
            return ValueTask.CompletedTask;
        }
    }
}
