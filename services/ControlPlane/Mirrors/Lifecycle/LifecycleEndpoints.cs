using System.Security.Claims;
using BunnyDb.ControlPlane.Access;
using BunnyDb.ControlPlane.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BunnyDb.ControlPlane.Mirrors.Lifecycle;

/// <summary><c>/v1/mirrors/{name}</c>: pause, resume, retry, delete.</summary>
internal static class LifecycleEndpoints
{
    internal static void MapLifecycle(this IEndpointRouteBuilder mirror)
    {
        mirror.MapPost("/pause", PauseAsync).ProducesProblems(409)
            .WithSummary("Pause a mirror").WithDescription("Answers once nothing more will be written to the destination, or 202 when that takes over 30 s. The slot is kept.");
        mirror.MapPost("/resume", ResumeAsync).ProducesProblems(409)
            .WithSummary("Resume a mirror").WithDescription("Continues exactly where it stopped; tables that were added are loaded. Refused with the cause when it cannot.");
        mirror.MapPost("/retry", RetryAsync).ProducesProblems(503).WithSummary("Try again at once what the mirror waits to try again");
        mirror.MapPost("/sync-schema", SyncSchemaAsync).ProducesProblems(400, 409)
            .WithSummary("Make the destination's tables fit the source's again")
            .WithDescription("Answers with the steps: what was done, what is refused and why, what must wait. Tables that it changes are locked until all steps are done. With dry_run=true nothing is changed. No slot is touched.");
        mirror.MapDelete("", DeleteAsync)
            .WithSummary("Delete a mirror").WithDescription("Removes slot, publication, queues and bookkeeping, in every status; the destination's data stays.");
    }

    private static async Task<Results<Ok<ActionReply>, Accepted<ActionReply>>> PauseAsync(
        string name, PauseMirrorHandler handler, ClaimsPrincipal user, CancellationToken ct) =>
        await handler.PauseAsync(name, Caller.Of(user).Name, ct)
            ? TypedResults.Ok(new ActionReply($"Mirror '{name}' paused successfully"))
            : TypedResults.Accepted($"/v1/mirrors/{name}", new ActionReply($"Mirror '{name}' is still pausing; see its status"));

    private static async Task<ActionReply> ResumeAsync(string name, ResumeMirrorHandler handler, ClaimsPrincipal user, CancellationToken ct) =>
        await handler.ResumeAsync(name, Caller.Of(user).Name, ct)
            ? new ActionReply($"Mirror '{name}' resumed successfully")
            : new ActionReply($"Mirror '{name}' will resume as soon as the broker lets it; see its status");

    private static async Task<ActionReply> RetryAsync(string name, RetryMirrorHandler handler, CancellationToken ct)
    {
        await handler.RetryAsync(name, ct);
        return new ActionReply($"Mirror '{name}' tries again now");
    }

    private static async Task<Results<Ok<SchemaSyncReply>, Accepted<ActionReply>>> SyncSchemaAsync(
        string name, [FromQuery(Name = "dry_run")] bool? dryRun, SyncSchemaHandler handler, ClaimsPrincipal user, CancellationToken ct) =>
        await handler.SyncAsync(name, dryRun ?? false, Caller.Of(user).Name, ct) is { } steps
            ? TypedResults.Ok(SchemaSyncReply.Of(name, dryRun ?? false, steps))
            : TypedResults.Accepted($"/v1/mirrors/{name}", new ActionReply($"The schema sync of mirror '{name}' goes on; see its status, then ask with dry_run=true what is left"));

    private static async Task<ActionReply> DeleteAsync(string name, DeleteMirrorHandler handler, ClaimsPrincipal user, CancellationToken ct) =>
        await handler.DeleteAsync(name, Caller.Of(user).Name, ct)
            ? new ActionReply($"Mirror '{name}' deleted successfully")
            : new ActionReply($"Mirror '{name}' is being deleted; it goes on until nothing is left on either database");
}
