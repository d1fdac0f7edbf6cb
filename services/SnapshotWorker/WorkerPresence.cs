using BunnyDb.Catalog.Claims;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BunnyDb.SnapshotWorker;

/// <summary>
/// Shows that this worker lives, also while there is nothing to copy: so a place is kept for it from a copy's first chunk on, and not only once it
/// has asked.
/// </summary>
internal sealed class WorkerPresence(ClaimSession claims, TimeProvider time, ILogger<WorkerPresence> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await claims.KeepWorkerAliveAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.PresenceUnknown(logger, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
