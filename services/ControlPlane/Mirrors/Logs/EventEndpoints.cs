using System.Globalization;
using BunnyDb.Catalog.Mirrors;

namespace BunnyDb.ControlPlane.Mirrors.Logs;

/// <summary><c>/v1/mirrors/{name}/events</c>: server-sent events.</summary>
internal static class EventEndpoints
{
    private const string MediaType = "text/event-stream";

    internal static void MapEvents(this IEndpointRouteBuilder mirror) => mirror.MapGet("/events", FollowAsync)
        .WithSummary("Follow a mirror").Produces<string>(contentType: MediaType)
        .WithDescription("Server-sent events 'status', 'progress' (with a resync that runs) and 'log' as they happen, 'deleted' at the end. Last-Event-ID continues the log.");

    private static async Task FollowAsync(
        string name, MirrorStore mirrors, MirrorEvents events, HttpContext http, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        http.Response.ContentType = MediaType;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            await foreach (var happened in events.FollowAsync(mirror.Id, LastSeen(http), ending.Token))
            {
                await http.Response.WriteAsync(happened.Text, ending.Token);
                await http.Response.Body.FlushAsync(ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The listener left, or the service stops: a stream of events has no other end.
        }
    }

    private static long? LastSeen(HttpContext http) =>
        long.TryParse(http.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
