using System.Security.Claims;
using BunnyDb.ControlPlane.Access;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Configuration;
using BunnyDb.ControlPlane.Mirrors.Lifecycle;
using BunnyDb.ControlPlane.Mirrors.Logs;
using BunnyDb.ControlPlane.Mirrors.Resyncs;
using BunnyDb.ControlPlane.Mirrors.Views;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BunnyDb.ControlPlane.Mirrors;

/// <summary><c>/v1/mirrors</c>.</summary>
internal static class MirrorEndpoints
{
    internal static void MapMirrors(this IEndpointRouteBuilder v1)
    {
        var mirrors = v1.MapGroup("/mirrors").WithTags("mirrors").ForReadersAndAdmins();
        mirrors.MapGet("", (MirrorViews views, CancellationToken ct) => views.AllAsync(ct)).WithSummary("List the mirrors, without their tables");
        mirrors.MapPost("", CreateAsync).ProducesProblems(400, 409, 422)
            .WithSummary("Create a mirror").WithDescription("Looks at both databases first. When it is refused, every reason is listed and nothing is left behind.");
        mirrors.MapGet("/{name}", (string name, MirrorViews views, CancellationToken ct) => views.GetAsync(name, ct))
            .ProducesProblems(404).WithSummary("Show a mirror");

        var mirror = mirrors.MapGroup("/{name}").ProducesProblems(404);
        mirror.MapLifecycle();
        mirror.MapResyncs();
        mirror.MapTables();
        mirror.MapLogs();
        mirror.MapEvents();
    }

    private static async Task<Created<MirrorReply>> CreateAsync(
        MirrorRequest request, MirrorCreation creation, MirrorViews views, ClaimsPrincipal user, CancellationToken ct)
    {
        var mirror = await creation.CreateAsync(request, Caller.Of(user).Name, ct);
        return TypedResults.Created($"/v1/mirrors/{mirror.Name}", await views.OfAsync(mirror, ct));
    }
}
