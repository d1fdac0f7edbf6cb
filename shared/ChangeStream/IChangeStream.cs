using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;

namespace BunnyDb.ChangeStream;

/// <summary>
/// The way of rows from reader to applier: one ordered stream per lane. A buffer, never the truth: whatever it loses is read again from the slot.
/// A broken stream throws <see cref="ChangeStreamException"/>; the lane's supervisor starts the lane again.
/// </summary>
public interface IChangeStream
{
    /// <summary>Begins an epoch of the lane. What is still in the stream from earlier epochs may be dropped.</summary>
    Task<IChangeWriter> OpenWriterAsync(LaneId lane, long epoch, CancellationToken ct);

    /// <summary>Reads the lane; of several readers one is served, the others wait.</summary>
    Task<IChangeReader> OpenReaderAsync(LaneId lane, CancellationToken ct);

    /// <summary>Removes the lane's stream and all it holds. Removing it twice is no error.</summary>
    Task DeleteAsync(LaneId lane, CancellationToken ct);
}

public interface IChangeWriter : IAsyncDisposable
{
    /// <summary>Returns once the stream has the batch and what the applier has not yet taken is within the window (24 MiB and 64 batches).</summary>
    ValueTask WriteAsync(ChangeBatch batch, CancellationToken ct);

    /// <summary>The highest sequence of this epoch that the applier has taken; -1 before the first.</summary>
    long TakenSequence { get; }
}

public interface IChangeReader : IAsyncDisposable
{
    /// <summary>Batches in the order written, at least once; a later epoch may begin at any point.</summary>
    IAsyncEnumerable<ChangeDelivery> ReadAsync(CancellationToken ct);
}

/// <summary>A batch and the means to say that it was taken.</summary>
public abstract class ChangeDelivery(ChangeBatch batch)
{
    public ChangeBatch Batch { get; } = batch;

    /// <summary>
    /// The applier is done with the batch: applied (perhaps inside a transaction that is still open) or found to be of no use. Frees window and buffer.
    /// </summary>
    public abstract ValueTask AckAsync(CancellationToken ct);
}

/// <summary>The stream broke; nothing is lost, the lane starts again from its slot.</summary>
public sealed class ChangeStreamException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Null: the stream may work again by itself.</summary>
    public Fault? Fault { get; init; }
}
