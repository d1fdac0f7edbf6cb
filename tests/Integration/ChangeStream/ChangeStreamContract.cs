using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Integration.ChangeStream;

/// <summary>What every change stream promises, whatever carries it.</summary>
public abstract class ChangeStreamContract
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Briefly = TimeSpan.FromMilliseconds(500);

    private readonly LaneId lane = LaneId.New();

    protected abstract Task<IChangeStream> StreamAsync();

    [Fact]
    public async Task Batches_arrive_whole_and_in_order()
    {
        var stream = await StreamAsync();
        await using var writer = await stream.OpenWriterAsync(lane, 1, CancellationToken.None);
        await using var reader = await stream.OpenReaderAsync(lane, CancellationToken.None);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await writer.WriteAsync(Batch(1, i, 10 * i), CancellationToken.None);
            }
        });

        await using var arriving = new Arriving(reader);
        for (var i = 0; i < 50; i++)
        {
            var delivery = await arriving.NextAsync();
            (delivery.Batch with { Frames = default }).ShouldBe(Batch(1, i, 0) with { Frames = default });
            delivery.Batch.Frames.ToArray().ShouldBe(Batch(1, i, 10 * i).Frames.ToArray());
            await delivery.AckAsync(CancellationToken.None);
        }

        await writing.WaitAsync(Patience);
        await WaitAsync(() => writer.TakenSequence == 49);
    }

    [Fact]
    public async Task A_reader_may_come_before_the_writer()
    {
        var stream = await StreamAsync();
        await using var reader = await stream.OpenReaderAsync(lane, CancellationToken.None);
        await using var arriving = new Arriving(reader);
        await using var writer = await stream.OpenWriterAsync(lane, 1, CancellationToken.None);
        await writer.WriteAsync(Batch(1, 0, 1), CancellationToken.None);
        (await arriving.NextAsync()).Batch.Sequence.ShouldBe(0);
    }

    [Fact]
    public async Task A_writer_waits_while_more_than_the_window_is_not_taken()
    {
        var stream = await StreamAsync();
        await using var writer = await stream.OpenWriterAsync(lane, 1, CancellationToken.None);
        var writing = Task.CompletedTask;
        var written = 0;
        for (; written < 80 && writing.IsCompleted; written++)
        {
            writing = writer.WriteAsync(Batch(1, written, 1024 * 1024), CancellationToken.None).AsTask();
            await Task.WhenAny(writing, Task.Delay(TimeSpan.FromSeconds(5)));
        }

        written.ShouldBeLessThan(67);
        await using var reader = await stream.OpenReaderAsync(lane, CancellationToken.None);
        await using var arriving = new Arriving(reader);
        for (var i = 0; i < 3; i++)
        {
            await (await arriving.NextAsync()).AckAsync(CancellationToken.None);
        }

        await writing.WaitAsync(Patience);
    }

    [Fact]
    public async Task What_was_not_acknowledged_comes_again_to_the_next_reader()
    {
        var stream = await StreamAsync();
        await using var writer = await stream.OpenWriterAsync(lane, 1, CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            await writer.WriteAsync(Batch(1, i, 1), CancellationToken.None);
        }

        await using (var first = await stream.OpenReaderAsync(lane, CancellationToken.None))
        await using (var arriving = new Arriving(first))
        {
            await (await arriving.NextAsync()).AckAsync(CancellationToken.None);
            await arriving.NextAsync();
            await WaitAsync(() => writer.TakenSequence == 0);
        }

        await using var second = await stream.OpenReaderAsync(lane, CancellationToken.None);
        await using var again = new Arriving(second);
        (await again.NextAsync()).Batch.Sequence.ShouldBe(1);
        (await again.NextAsync()).Batch.Sequence.ShouldBe(2);
    }

    [Fact]
    public async Task Of_two_readers_one_is_served_and_the_other_takes_over()
    {
        var stream = await StreamAsync();
        await using var writer = await stream.OpenWriterAsync(lane, 1, CancellationToken.None);
        var active = await stream.OpenReaderAsync(lane, CancellationToken.None);
        var served = new Arriving(active);
        var serving = served.NextAsync();
        await writer.WriteAsync(Batch(1, 0, 1), CancellationToken.None);
        await (await serving).AckAsync(CancellationToken.None);

        await using var standby = await stream.OpenReaderAsync(lane, CancellationToken.None);
        await using var waiting = new Arriving(standby);
        var next = waiting.NextAsync();
        await writer.WriteAsync(Batch(1, 1, 1), CancellationToken.None);
        (await Task.WhenAny(next, Task.Delay(Briefly))).ShouldNotBe(next);
        await served.DisposeAsync();
        await active.DisposeAsync();
        (await next).Batch.Sequence.ShouldBe(1);
    }

    [Fact]
    public async Task A_later_epoch_drops_what_an_earlier_one_left()
    {
        var stream = await StreamAsync();
        await using (var first = await stream.OpenWriterAsync(lane, 1, CancellationToken.None))
        {
            await first.WriteAsync(Batch(1, 0, 1), CancellationToken.None);
        }

        await using var second = await stream.OpenWriterAsync(lane, 2, CancellationToken.None);
        await second.WriteAsync(Batch(2, 0, 1), CancellationToken.None);
        await using var reader = await stream.OpenReaderAsync(lane, CancellationToken.None);
        await using var arriving = new Arriving(reader);
        var delivery = await arriving.NextAsync();
        delivery.Batch.Epoch.ShouldBe(2);
        await delivery.AckAsync(CancellationToken.None);
        await WaitAsync(() => second.TakenSequence == 0);
    }

    [Fact]
    public async Task A_deleted_lane_breaks_both_sides()
    {
        var stream = await StreamAsync();
        await using var writer = await stream.OpenWriterAsync(lane, 1, CancellationToken.None);
        await using var reader = await stream.OpenReaderAsync(lane, CancellationToken.None);
        await using var arriving = new Arriving(reader);
        var next = arriving.NextAsync();
        await stream.DeleteAsync(lane, CancellationToken.None);
        await Should.ThrowAsync<ChangeStreamException>(next);
        await Should.ThrowAsync<ChangeStreamException>(async () => await writer.WriteAsync(Batch(1, 0, 1), CancellationToken.None));
    }

    [Fact]
    public async Task A_lane_that_was_deleted_can_be_opened_again()
    {
        var stream = await StreamAsync();
        await stream.DeleteAsync(lane, CancellationToken.None);
        await (await stream.OpenWriterAsync(lane, 1, CancellationToken.None)).DisposeAsync();
        await stream.DeleteAsync(lane, CancellationToken.None);
        await stream.DeleteAsync(lane, CancellationToken.None);
        await A_reader_may_come_before_the_writer();
    }

    [Fact]
    public async Task A_cancelled_read_ends_at_once()
    {
        var stream = await StreamAsync();
        await using var reader = await stream.OpenReaderAsync(lane, CancellationToken.None);
        using var stop = new CancellationTokenSource(Briefly);
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in reader.ReadAsync(stop.Token))
            {
                true.ShouldBeFalse("nothing was written");
            }
        }).WaitAsync(Patience);
    }

    protected static async Task WaitAsync(Func<bool> condition)
    {
        var until = DateTimeOffset.UtcNow + Patience;
        while (!condition())
        {
            DateTimeOffset.UtcNow.ShouldBeLessThan(until, "the condition was not met in time");
            await Task.Delay(20);
        }
    }

    private ChangeBatch Batch(long epoch, long sequence, int bytes)
    {
        var frames = new byte[bytes];
        new Random((int)sequence).NextBytes(frames);
        return new ChangeBatch(lane, epoch, sequence, new Lsn(100 + (ulong)sequence), new Lsn(101 + (ulong)sequence), sequence % 2 == 1, frames);
    }

    /// <summary>A reader's deliveries, one at a time and not for ever.</summary>
    private sealed class Arriving : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly IAsyncEnumerator<ChangeDelivery> deliveries;
        private Task moving = Task.CompletedTask;

        internal Arriving(IChangeReader reader) => deliveries = reader.ReadAsync(stop.Token).GetAsyncEnumerator(stop.Token);

        internal async Task<ChangeDelivery> NextAsync()
        {
            var next = deliveries.MoveNextAsync().AsTask();
            moving = next;
            (await next.WaitAsync(Patience)).ShouldBeTrue();
            return deliveries.Current;
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await Task.WhenAny(moving);
            await deliveries.DisposeAsync();
            stop.Dispose();
        }
    }
}
