using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace BunnyDb.ControlPlane.Api;

/// <summary>Writes a problem as the reply.</summary>
internal sealed class ProblemWriter(IOptions<JsonOptions> json)
{
    internal async Task WriteAsync(HttpContext http, Problem problem)
    {
        if (http.Response.HasStarted)
        {
            return;
        }

        http.Response.StatusCode = problem.Status;
        if (problem.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString();
        }

        http.Response.ContentType = Problem.MediaType;
        await JsonSerializer.SerializeAsync(http.Response.Body, problem, json.Value.SerializerOptions, http.RequestAborted);
    }
}
