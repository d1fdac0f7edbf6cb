using System.Collections.Concurrent;
using BunnyDb.Contracts.Values;
using Npgsql.Replication;

namespace BunnyDb.CdcReader.Slots;

/// <summary>
/// Keeps the replication connections whose exported snapshots are being copied from: closing one, or running anything on it, ends its
/// snapshot. They are held across orders, by this process; a process that died held nothing.
/// </summary>
internal sealed class SnapshotHolder : IAsyncDisposable
{
    private readonly ConcurrentDictionary<LaneId, HeldSnapshot> held = new();

    internal void Keep(LaneId lane, HeldSnapshot snapshot)
    {
        if (!held.TryAdd(lane, snapshot))
        {
            throw new InvalidOperationException($"A snapshot of lane {lane} is held already.");
        }
    }

    /// <summary>Null: this process holds no snapshot of that generation.</summary>
    internal HeldSnapshot? Find(LaneId lane, int generation) =>
        held.TryGetValue(lane, out var snapshot) && snapshot.Generation == generation ? snapshot : null;

    internal bool Holds(LogicalReplicationConnection connection) => held.Values.Any(snapshot => snapshot.Connection == connection);

    /// <summary>Lets the lane's snapshot go. Without one, nothing happens.</summary>
    internal async Task ReleaseAsync(LaneId lane)
    {
        if (held.TryRemove(lane, out var snapshot))
        {
            await snapshot.Connection.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in held.Keys)
        {
            await ReleaseAsync(lane);
        }
    }
}

/// <param name="Name">What <c>set transaction snapshot</c> takes.</param>
internal sealed record HeldSnapshot(int Generation, string Name, LogicalReplicationConnection Connection);
