using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Lifecycle;
using BunnyDb.ControlPlane.Mirrors.Resyncs;

namespace BunnyDb.ControlPlane.Runbooks;

/// <summary>The commands by their routing keys. Each is the twin of a <c>POST /v1/mirrors/{name}/…</c>, with the same rules.</summary>
internal sealed class RunbookCommands(
    PauseMirrorHandler pausing, ResumeMirrorHandler resuming, RetryMirrorHandler retrying, SyncSchemaHandler syncing, ResyncHandler resyncing)
{
    /// <summary>Who asked, in the logs of mirrors.</summary>
    private const string By = "runbook";

    private readonly Dictionary<string, Func<RunbookRequest, CancellationToken, Task>> byRoutingKey = new()
    {
        ["pause-mirror"] = (request, ct) => pausing.PauseAsync(request.Mirror, By, ct),
        ["resume-mirror"] = (request, ct) => resuming.ResumeAsync(request.Mirror, By, ct),
        ["retry-mirror"] = (request, ct) => retrying.RetryAsync(request.Mirror, ct),
        ["sync-schema"] = (request, ct) => syncing.SyncAsync(request.Mirror, isDryRun: false, By, ct),
        ["resync-table"] = (request, ct) => resyncing.StartTableAsync(request.Mirror, request.RequiredTable(), By, ct),
        ["resync-mirror"] = (request, ct) => resyncing.StartMirrorAsync(request.Mirror, By, ct),
        ["cancel-resync"] = (request, ct) => resyncing.CancelAsync(request.Mirror, By, ct),
        // Two names of POST …/resync/cutover: that of the contract's list, and that of the route.
        ["swap-tables"] = (request, ct) => resyncing.CutoverAsync(request.Mirror, By, ct),
        ["cutover-resync"] = (request, ct) => resyncing.CutoverAsync(request.Mirror, By, ct),
    };

    /// <summary>Once this returns, what was asked for is in the catalog, and done unless it takes long.</summary>
    /// <exception cref="ProblemException">There is no such command, its body is malformed, or the mirror refuses it.</exception>
    internal Task RunAsync(string routingKey, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        if (!byRoutingKey.TryGetValue(routingKey, out var run))
        {
            throw ProblemOf.BadRequest(
                "unknown_command", "The routing key is no command.", $"Publish with one of these routing keys: {string.Join(", ", byRoutingKey.Keys)}.");
        }

        var request = RunbookRequest.Read(body.Span);

        // Whoever wants nothing to be done must not get it done because nobody could answer.
        return request.IsDryRun
            ? throw ProblemOf.BadRequest("dry_run_unanswered", "A dry run answers with its plan, and a command has no answer.", "Ask for it by REST, with ?dry_run=true.")
            : run(request, ct);
    }
}
