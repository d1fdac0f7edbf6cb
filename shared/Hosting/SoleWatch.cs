using BunnyDb.Catalog.Claims;
using Microsoft.Extensions.Hosting;

namespace BunnyDb.Hosting;

/// <summary>Looks at something at regular times, in one instance of a service at a time.</summary>
/// <param name="claim">What the instance that looks claims.</param>
public abstract class SoleWatch(string claim, TimeSpan every, ClaimSession claims, TimeProvider time) : BackgroundService
{
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await claims.TryClaimAsync(claim, stoppingToken))
                {
                    await LookAsync(stoppingToken);
                }
                else
                {
                    NotSeen(null);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                NotSeen(e);
            }
        }
    }

    protected abstract Task LookAsync(CancellationToken ct);

    /// <summary>This time nothing was seen from here.</summary>
    /// <param name="why">Null: another instance looks.</param>
    protected abstract void NotSeen(Exception? why);
}
