using BunnyDb.Catalog.Claims;
using BunnyDb.ControlPlane.Access;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors;
using BunnyDb.ControlPlane.OpenApi;
using BunnyDb.ControlPlane.Peers;
using BunnyDb.ControlPlane.Presence;
using BunnyDb.ControlPlane.Runbooks;
using BunnyDb.ControlPlane.Sagas;

namespace BunnyDb.ControlPlane;

/// <summary>The control plane: the REST API over the catalog, and the commands of runbooks.</summary>
public static class ControlPlaneServices
{
    public static IServiceCollection AddControlPlane(this IServiceCollection services)
    {
        services.AddRestApi();
        services.AddAccess();
        services.AddPeers();
        services.AddMirrors();
        services.AddMirrorSagas();
        services.AddRunbooks();
        services.AddSingleton<ClaimQueries>();
        services.AddHostedService<ServiceWatch>();
        return services;
    }

    public static WebApplication MapControlPlane(this WebApplication app)
    {
        app.UseRestApi();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapApiDocument();

        var v1 = app.MapGroup("/v1").AddEndpointFilter<RouteGroupBuilder, NulRefusal>();
        v1.MapSessions();
        v1.MapUsers();
        v1.MapTokens();
        v1.MapPeers();
        v1.MapMirrors();
        return app;
    }
}
