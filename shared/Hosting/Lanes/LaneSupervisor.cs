using System.Threading.Channels;
using BunnyDb.Catalog.Claims;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Logs;
using BunnyDb.Contracts.Values;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BunnyDb.Hosting.Lanes;

/// <summary>
/// Compares what the catalog wants of a role with what runs here, once a second and at every nudge, and starts and stops accordingly.
/// While the catalog is away, what runs goes on.
/// </summary>
public sealed class LaneSupervisor<TRole>(
    TRole role, LaneStore lanes, ClaimSession claims, MirrorLog log, ILaneNotifier notifier, LaneNudges nudges, TimeProvider time, ILogger<TRole> logger)
    : BackgroundService
    where TRole : ILaneRole
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Dictionary<LaneId, LaneRun> runs = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var nudged = nudges.Listen();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await CompareAsync(await lanes.AllAsync(stoppingToken), stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    Log.CatalogUnavailable(logger, role.Name, e.Message);
                }

                await WaitAsync(nudged, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutting down.
        }
        finally
        {
            await Task.WhenAll(runs.Values.Select(run => run.StopAsync()));
        }
    }

    private async Task CompareAsync(IReadOnlyList<Lane> wanted, CancellationToken ct)
    {
        var concerned = wanted.Where(lane => role.IsConcerned(lane) && !lane.IsHalted).ToDictionary(lane => lane.Id);
        var outdated = runs.Where(r => !concerned.TryGetValue(r.Key, out var lane) || !r.Value.IsFor(lane)).ToList();
        foreach (var (id, run) in outdated)
        {
            // Not awaited under a deadline: a role must end when it is told to, and nothing may begin for the lane before it has.
            await run.StopAsync();
            runs.Remove(id);
            if (role.IsExclusive && !concerned.ContainsKey(id))
            {
                await claims.ReleaseAsync(ClaimOf(id), ct);
            }
        }

        foreach (var lane in concerned.Values)
        {
            var mayRun = !role.IsExclusive || await claims.TryClaimAsync(ClaimOf(lane.Id), ct);
            if (mayRun && !runs.ContainsKey(lane.Id))
            {
                runs[lane.Id] = LaneRun.Start(lane, role, lanes, log, notifier, nudges, time, logger);
            }
            else if (!mayRun && runs.Remove(lane.Id, out var lost))
            {
                await lost.StopAsync();
            }
        }
    }

    private string ClaimOf(LaneId lane) => $"{role.Name} {lane}";

    private async Task WaitAsync(ChannelReader<bool> nudged, CancellationToken ct)
    {
        using var tick = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = time.CreateTimer(_ => tick.Cancel(), null, Tick, Timeout.InfiniteTimeSpan);
        try
        {
            await nudged.ReadAsync(tick.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The tick.
        }
    }
}
