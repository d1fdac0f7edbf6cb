using BunnyDb.Catalog.Chunks;
using BunnyDb.Catalog.Claims;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Hosting.Lanes;
using BunnyDb.SnapshotWorker.Chunks;
using BunnyDb.SnapshotWorker.Planning;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BunnyDb.SnapshotWorker;

/// <summary>Copies the tables of a lane together with every other worker, chunk by chunk, until nothing is left.</summary>
internal sealed class WorkerRole(
    ChunkStore chunks, ClaimSession claims, MappingStore mappings, CopyPlanner planner, ChunkCopier copier, IOptions<WorkerOptions> options,
    TimeProvider time, ILogger<WorkerRole> logger) : ILaneRole
{
    /// <summary>How soon a worker without work sees that a chunk of another one has come free.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(5);

    public LaneDuty Duty => LaneDuty.Worker;

    public async Task CarryOutAsync(ILaneRun run, CancellationToken ct)
    {
        var tables = await mappings.OfLaneAsync(run.Lane.Id, ct);
        if (tables.Count > 0)
        {
            await claims.KeepWorkerAliveAsync(ct);
            await chunks.ReleaseMineAsync(run.Lane, ct);
            await chunks.PlanOnceAsync(run.Lane, () => planner.PlanAsync(run.Lane, tables, ct), ct);
            if (!await CopyAllAsync(run, tables.ToDictionary(t => t.Mapping.Id), ct))
            {
                return;
            }

            await chunks.SettleTotalsAsync(run.Lane, ct);
        }

        Log.Whole(logger, run.Lane.Id, run.Lane.Mirror, run.Lane.Generation);
        await run.ReportAsync(LaneStage.Copied, ct);
    }

    /// <summary>
    /// Claims and copies until every chunk is done, whoever did it: another worker may die, and its chunk then is for us.
    /// False: another generation was planned meanwhile, which is a run of its own.
    /// </summary>
    private async Task<bool> CopyAllAsync(ILaneRun run, IReadOnlyDictionary<Guid, MappedTable> tables, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var copying = new List<Task>();
        try
        {
            while (true)
            {
                await claims.KeepWorkerAliveAsync(ct);
                while (copying.Count < options.Value.Parallelism && await chunks.ClaimAsync(run.Lane, ct) is { } chunk)
                {
                    copying.Add(CopyAsync(run, chunk, tables[chunk.MappingId], stop.Token));
                }

                if (copying.Count == 0 && await chunks.RemainingAsync(run.Lane, ct) is not > 0 and var remaining)
                {
                    return remaining == 0;
                }

                await Task.WhenAny([.. copying, Task.Delay(Poll, time, ct)]);
                foreach (var ended in copying.Where(task => task.IsCompleted).ToList())
                {
                    copying.Remove(ended);
                    await ended;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(copying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CopyAsync(ILaneRun run, Chunk chunk, MappedTable table, CancellationToken ct)
    {
        try
        {
            var tally = await copier.CopyAsync(run.Lane, chunk, table.Mapping, ct);
            await chunks.CompleteAsync(chunk, tally.Rows, tally.Bytes, ct);
            await run.WorksAsync(ct);
        }
        catch
        {
            await ReleaseAsync(chunk);
            throw;
        }
    }

    /// <summary>Others may copy the chunk now. When the catalog is away it stays ours until <see cref="ChunkStore.ReleaseMineAsync"/>, or until we end.</summary>
    private async Task ReleaseAsync(Chunk chunk)
    {
        using var timeout = new CancellationTokenSource(ReleaseTimeout, time);
        try
        {
            await chunks.ReleaseAsync(chunk, timeout.Token);
        }
        catch (Exception e)
        {
            Log.NotReleased(logger, chunk.Lane, chunk.Number, e.Message);
        }
    }
}
