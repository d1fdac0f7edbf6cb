using Microsoft.OpenApi;

namespace BunnyDb.ControlPlane.OpenApi;

/// <summary><c>/openapi/v1.json</c>, and Swagger UI over it at <c>/swagger</c>.</summary>
internal static class ApiDocument
{
    private const string Route = "/openapi/v1.json";

    internal static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "BunnyDb",
                Version = "v1",
                Description = "Keeps tables of one PostgreSQL in step with another. Log in with POST /v1/auth/login, then press Authorize and paste the token.",
            };
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer<BearerSecurity>();
        options.AddOperationTransformer<BearerSecurity>();
    });

    internal static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi();
        app.UseSwaggerUI(ui =>
        {
            ui.DocumentTitle = "BunnyDb";
            ui.SwaggerEndpoint(Route, "BunnyDb v1");
        });
    }
}
