using BunnyDb.Catalog;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BunnyDb.Hosting.Health;

/// <summary><c>/health</c>, <c>/health/live</c>: the process answers. <c>/health/ready</c>: catalog and broker do, else 503 naming what fails.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    internal static void MapBunnyHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health", Ok).ExcludeFromDescription().AllowAnonymous();
        app.MapGet("/health/live", Ok).ExcludeFromDescription().AllowAnonymous();
        app.MapGet("/health/ready", ReadyAsync).ExcludeFromDescription().AllowAnonymous();
    }

    private static IResult Ok() => Results.Json(new { status = "ok" });

    private static async Task<IResult> ReadyAsync(CatalogDatabase catalog, IBusControl bus, CancellationToken ct)
    {
        var failing = new List<string>();
        if (!await AnswersAsync(catalog, ct))
        {
            failing.Add("catalog");
        }

        if (bus.CheckHealth().Status != BusHealthStatus.Healthy)
        {
            failing.Add("broker");
        }

        return failing.Count == 0 ? Ok() : Results.Json(new { status = "unavailable", failing }, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<bool> AnswersAsync(CatalogDatabase catalog, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await using var connection = await catalog.OpenAsync(patience.Token);
            await using var command = connection.CreateCommand();
            command.CommandText = "select 1";
            await command.ExecuteScalarAsync(patience.Token);
            return true;
        }
        catch (Exception e) when (e is Npgsql.NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return false;
        }
    }
}
