using BunnyDb.Contracts.Faults;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

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
        switch (exception)
        {
            case ProblemException known:
                return known.Problem;
            case BadHttpRequestException bad:
                return RequestProblem.Of(bad);
            case FaultException { Fault: var fault }:
                return ProblemOf.Status(502, fault.Code, fault.Message, fault.Remedy);
            case NpgsqlException { IsTransient: true } or TimeoutException:
                // Whatever concerns a peer is caught where it is called: what comes here is the catalog's.
                Log.CatalogUnavailable(logger, http.Request.Method, http.Request.Path, exception.Message);
                return ProblemOf.Status(503, "catalog_unavailable", "BunnyDb's catalog cannot be reached.",
                    "Mirrors go on meanwhile. Check the catalog database, see GET /health/ready, then try again.");
            default:
                Log.RequestFailed(logger, http.Request.Method, http.Request.Path, exception);
                return ProblemOf.Status(500, "internal_error", "BunnyDb failed in a way that it does not know.",
                    "Try again; if it stays, look into the control plane's log at this time and report it.");
        }
    }
}
