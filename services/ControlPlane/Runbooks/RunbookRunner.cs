using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Runbooks;

/// <summary>Carries one command out, again and again while the catalog or the bus is away, but not for ever: what was meant for a moment is not done much later.</summary>
internal sealed class RunbookRunner(RunbookCommands commands, TimeProvider time, ILogger<RunbookRunner> logger)
{
    /// <summary>Well below the half hour after which RabbitMQ takes a message away from who does not settle it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Null: it is safe in the catalog. Otherwise why it was rejected.</summary>
    internal async Task<Problem?> RunAsync(RunbookDelivery delivery, CancellationToken ct)
    {
        var until = time.GetUtcNow() + Patience;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var problem = await TryAsync(delivery, ct);
            if (problem is not { Status: StatusCodes.Status503ServiceUnavailable } || time.GetUtcNow() + pause > until)
            {
                return problem;
            }

            Log.RunbookCommandWaits(logger, problem.Code, (int)pause.TotalSeconds);
            await Task.Delay(pause, time, ct);
        }
    }

    private async Task<Problem?> TryAsync(RunbookDelivery delivery, CancellationToken ct)
    {
        try
        {
            await commands.RunAsync(delivery.RoutingKey, delivery.Body, ct);
            return null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            var problem = ExceptionProblem.Of(e);
            if (problem.Code == ExceptionProblem.InternalError)
            {
                Log.RunbookCommandFailed(logger, e);
            }

            return problem;
        }
    }
}
