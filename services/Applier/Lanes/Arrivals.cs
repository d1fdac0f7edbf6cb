using System.Runtime.CompilerServices;
using BunnyDb.ChangeStream;

namespace BunnyDb.Applier.Lanes;

/// <summary>Takes from a stream what has arrived, and lets something be looked after while nothing has.</summary>
internal static class Arrivals
{
    /// <summary>More in one destination transaction is not faster, and holds memory.</summary>
    private const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>
    /// Gives all deliveries that are there as one unit: so an idle lane applies at once, and a busy one much together. Calls
    /// <paramref name="whileWaiting"/> each time that <paramref name="pause"/> has passed without any, never beside the consumer.
    /// </summary>
    internal static async IAsyncEnumerable<IReadOnlyList<ChangeDelivery>> InUnits(
        this IAsyncEnumerable<ChangeDelivery> deliveries, TimeSpan pause, Func<CancellationToken, Task> whileWaiting, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var enumerator = deliveries.GetAsyncEnumerator(stop.Token);
        var next = enumerator.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                while (!next.IsCompleted && await Task.WhenAny(next, Task.Delay(pause, ct)) != next)
                {
                    ct.ThrowIfCancellationRequested();
                    await whileWaiting(ct);
                }

                var unit = new List<ChangeDelivery>();
                for (var bytes = 0; next.IsCompleted && bytes < MaxBytes && await next; next = enumerator.MoveNextAsync().AsTask())
                {
                    unit.Add(enumerator.Current);
                    bytes += enumerator.Current.Batch.Frames.Length;
                }

                if (unit.Count == 0)
                {
                    yield break;
                }

                yield return unit;
            }
        }
        finally
        {
            // An enumerator may be disposed only between two moves.
            await stop.CancelAsync();
            await Task.WhenAny(next);
            await enumerator.DisposeAsync();
        }
    }
}
