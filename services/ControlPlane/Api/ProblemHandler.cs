using Microsoft.AspNetCore.Diagnostics;

namespace BunnyDb.ControlPlane.Api;

/// <summary>Turns every exception that reaches the edge into a problem. What is not expected is logged and shown without its internals.</summary>
internal sealed class ProblemHandler(ProblemWriter writer, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(httpContext, Describe(httpContext, exception));
        return true;
    }

    private Problem Describe(HttpContext http, Exception exception)
    {
        var problem = ExceptionProblem.Of(exception);
        switch (problem.Code)
        {
            case ExceptionProblem.CatalogUnavailable:
                Log.CatalogUnavailable(logger, http.Request.Method, http.Request.Path, exception.Message);
                break;
            case ExceptionProblem.InternalError:
                Log.RequestFailed(logger, http.Request.Method, http.Request.Path, exception);
                break;
        }

        return problem;
    }
}
