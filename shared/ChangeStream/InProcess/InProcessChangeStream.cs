using System.Collections.Concurrent;
using BunnyDb.Contracts.Values;

namespace BunnyDb.ChangeStream.InProcess;

/// <summary>Lanes inside one process, for a deployment without a broker: the same promises, kept by a queue in memory.</summary>
public sealed class InProcessChangeStream : IChangeStream
{
    private readonly ConcurrentDictionary<LaneId, InProcessLane> lanes = new();

    public Task<IChangeWriter> OpenWriterAsync(LaneId lane, long epoch, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(lanes.GetOrAdd(lane, _ => new InProcessLane()).OpenWriter(epoch));
    }

    public Task<IChangeReader> OpenReaderAsync(LaneId lane, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult<IChangeReader>(new InProcessChangeReader(lanes.GetOrAdd(lane, _ => new InProcessLane())));
    }

    public Task DeleteAsync(LaneId lane, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (lanes.TryRemove(lane, out var removed))
        {
            removed.Delete();
        }

        return Task.CompletedTask;
    }
}
