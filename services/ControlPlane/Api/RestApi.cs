using BunnyDb.ControlPlane.OpenApi;

namespace BunnyDb.ControlPlane.Api;

/// <summary>What every route shares: JSON, problems, the document.</summary>
internal static class RestApi
{
    internal static void AddRestApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddSingleton<ProblemWriter>();
        services.AddExceptionHandler<ProblemHandler>();
        services.AddApiDocument();
    }

    internal static void UseRestApi(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => StatusProblem.Of(context.HttpContext.Response.StatusCode) is { } problem
            ? context.HttpContext.RequestServices.GetRequiredService<ProblemWriter>().WriteAsync(context.HttpContext, problem)
            : Task.CompletedTask);
    }
}
