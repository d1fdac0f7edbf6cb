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
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

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
                    Log.CatalogUnavailable(logger, role.Duty.Name, e.Message);
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
        var concerned = wanted.Where(role.Duty.Concerns).ToDictionary(lane => lane.Id);
        var outdated = runs.Where(r => !concerned.TryGetValue(r.Key, out var lane) || !r.Value.IsFor(lane)).ToList();
        await StopAsync(outdated.Select(r => r.Value));
        foreach (var (id, run) in outdated.Where(r => r.Value.HasEnded))
        {
            Forget(id, run);
            if (role.Duty.IsExclusive && !concerned.ContainsKey(id))
            {
                await claims.ReleaseAsync(role.Duty.ClaimOf(id), ct);
            }
        }

        foreach (var lane in concerned.Values)
        {
            var mayRun = !role.Duty.IsExclusive || await claims.TryClaimAsync(role.Duty.ClaimOf(lane.Id), ct);
            if (mayRun && !runs.ContainsKey(lane.Id))
            {
                runs[lane.Id] = LaneRun.Start(lane, role, lanes, log, notifier, nudges, time, logger);
            }
            else if (!mayRun && runs.TryGetValue(lane.Id, out var lost))
            {
                await StopAsync([lost]);
                if (lost.HasEnded)
                {
                    Forget(lane.Id, lost);
                }
            }
        }
    }

    /// <summary>
    /// Nothing begins for a lane before what ran for it has ended, however long a hanging database makes that; other lanes do not wait for it.
    /// </summary>
    private Task StopAsync(IEnumerable<LaneRun> ending) =>
        Task.WhenAny(Task.WhenAll(ending.Select(run => run.StopAsync())), Task.Delay(StopPatience, time));

    private void Forget(LaneId id, LaneRun ended)
    {
        runs.Remove(id);
        ended.Dispose();
    }

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
