using System.Runtime.CompilerServices;

namespace BunnyDb.Applier.Lanes;

/// <summary>Lets something be looked after while a stream has nothing to give.</summary>
internal static class Pauses
{
    /// <summary>Calls <paramref name="whileWaiting"/> each time that <paramref name="pause"/> has passed without an item, never beside the consumer.</summary>
    internal static async IAsyncEnumerable<T> WithPauses<T>(
        this IAsyncEnumerable<T> items, TimeSpan pause, Func<CancellationToken, Task> whileWaiting, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var enumerator = items.GetAsyncEnumerator(stop.Token);
        var next = Task.FromResult(true);
        try
        {
            while (true)
            {
                next = enumerator.MoveNextAsync().AsTask();
                while (!next.IsCompleted && await Task.WhenAny(next, Task.Delay(pause, ct)) != next)
                {
                    ct.ThrowIfCancellationRequested();
                    await whileWaiting(ct);
                }

                if (!await next)
                {
                    yield break;
                }

                yield return enumerator.Current;
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
