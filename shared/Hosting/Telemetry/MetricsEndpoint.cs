using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BunnyDb.Hosting.Telemetry;

/// <summary><c>/metrics</c>, on the metrics port only.</summary>
internal static class MetricsEndpoint
{
    internal static void MapBunnyMetrics(this IEndpointRouteBuilder app)
    {
        var settings = app.ServiceProvider.GetRequiredService<BunnySettings>();

        // Made now, so that nothing measured before the first scrape is missed.
        var metrics = app.ServiceProvider.GetRequiredService<PrometheusText>();
        app.MapGet("/metrics", (HttpContext context) => context.Connection.LocalPort == settings.MetricsPort
                ? Results.Text(metrics.Print(), "text/plain; version=0.0.4")
                : Results.NotFound())
            .ExcludeFromDescription().AllowAnonymous();
    }
}
