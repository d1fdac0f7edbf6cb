using System.Security.Claims;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.ControlPlane.Access;
using BunnyDb.ControlPlane.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BunnyDb.ControlPlane.Mirrors.Resyncs;

/// <summary><c>/v1/mirrors/{name}/resync</c> and the history of resyncs.</summary>
internal static class ResyncEndpoints
{
    private const int HistoryLength = 100;

    internal static void MapResyncs(this IEndpointRouteBuilder mirror)
    {
        mirror.MapPost("/resync", StartMirrorAsync).ProducesProblems(409, 422)
            .WithSummary("Refresh all tables of a mirror from the source, under one snapshot")
            .WithDescription("Also brings back a mirror whose slot is lost. With dry_run=true nothing is changed: the reply is the plan and what is against it.");
        mirror.MapPost("/resync/cancel", CancelAsync).ProducesProblems(409)
            .WithSummary("End the resync that runs").WithDescription("With the strategy swap the live tables are untouched. What a truncate resync has emptied stays as it is and says NEEDS_RESYNC. Changes go on.");
        mirror.MapPost("/resync/cutover", CutoverAsync).ProducesProblems(409)
            .WithSummary("Let a resync that waits with cutover=manual swap now").WithDescription("Asked for earlier, it swaps as soon as it is ready.");
        mirror.MapPost("/resync/{table}", StartTableAsync).ProducesProblems(409, 422)
            .WithSummary("Refresh one table from the source").WithDescription("The table by its source or destination name, percent-encoded. With dry_run=true nothing is changed.");
        mirror.MapGet("/resyncs", ListAsync).WithSummary("List a mirror's resyncs, newest first");
    }

    private static async Task<Results<Ok<ResyncPlanReply>, Accepted<ActionReply>>> StartMirrorAsync(
        string name, [FromQuery(Name = "dry_run")] bool? dryRun, ResyncHandler handler, ClaimsPrincipal user, CancellationToken ct)
    {
        if (dryRun == true)
        {
            return TypedResults.Ok(await handler.PlanAsync(name, null, ct));
        }

        await handler.StartMirrorAsync(name, Caller.Of(user).Name, ct);
        return TypedResults.Accepted($"/v1/mirrors/{name}", new ActionReply($"Full resync started for mirror '{name}'"));
    }

    private static async Task<Results<Ok<ResyncPlanReply>, Accepted<ActionReply>>> StartTableAsync(
        string name, string table, [FromQuery(Name = "dry_run")] bool? dryRun, ResyncHandler handler, ClaimsPrincipal user, HttpContext http,
        CancellationToken ct)
    {
        var asked = LastSegment.Of(http, table);
        if (dryRun == true)
        {
            return TypedResults.Ok(await handler.PlanAsync(name, asked, ct));
        }

        await handler.StartTableAsync(name, asked, Caller.Of(user).Name, ct);
        return TypedResults.Accepted($"/v1/mirrors/{name}", new ActionReply($"Resync started for table '{asked}' in mirror '{name}'"));
    }

    private static async Task<Accepted<ActionReply>> CancelAsync(string name, ResyncHandler handler, ClaimsPrincipal user, CancellationToken ct)
    {
        await handler.CancelAsync(name, Caller.Of(user).Name, ct);
        return TypedResults.Accepted($"/v1/mirrors/{name}", new ActionReply($"The resync of mirror '{name}' is being cancelled"));
    }

    private static async Task<Accepted<ActionReply>> CutoverAsync(string name, ResyncHandler handler, ClaimsPrincipal user, CancellationToken ct)
    {
        await handler.CutoverAsync(name, Caller.Of(user).Name, ct);
        return TypedResults.Accepted($"/v1/mirrors/{name}", new ActionReply($"The resync of mirror '{name}' swaps as soon as it is ready"));
    }

    private static async Task<IReadOnlyList<ResyncReply>> ListAsync(string name, MirrorStore mirrors, ResyncQueries queries, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        return [.. (await queries.OfMirrorAsync(mirror.Id, HistoryLength, ct)).Select(ResyncReply.Of)];
    }
}
