using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Runbooks;

/// <summary>Tells of rejected commands: in the log of the mirror that was named, where there is one, and always in the service's.</summary>
internal sealed class RunbookRejections(MirrorStore mirrors, MirrorLog log, ILogger<RunbookRejections> logger)
{
    /// <summary>A rejection that cannot be written down is still among the rejected commands, so that this never fails.</summary>
    internal async Task TellAsync(RunbookDelivery delivery, Problem problem, CancellationToken ct)
    {
        Log.RunbookCommandRejected(logger, problem.Code, problem.Detail);
        try
        {
            // Only of a body that can be read is it known whom it concerned.
            if (MirrorOf(delivery) is { } name && await mirrors.FindAsync(name, ct) is { } mirror)
            {
                await log.WarningAsync(mirror.Id, $"A runbook's command was rejected: {problem.Detail}", new { problem.Code, problem.Remedy }, ct);
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.RunbookRejectionUntold(logger, e.Message);
        }
    }

    private static string? MirrorOf(RunbookDelivery delivery)
    {
        try
        {
            return RunbookRequest.Read(delivery.Body).Mirror;
        }
        catch (ProblemException)
        {
            return null;
        }
    }
}
