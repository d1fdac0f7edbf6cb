using BunnyDb.Contracts.Faults;
using Npgsql;

namespace BunnyDb.ControlPlane.Api;

/// <summary>The problem that an exception is to whoever asked, by REST or by a runbook's command.</summary>
internal static class ExceptionProblem
{
    internal const string CatalogUnavailable = "catalog_unavailable";
    internal const string InternalError = "internal_error";

    internal static Problem Of(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        BadHttpRequestException bad => RequestProblem.Of(bad),
        FaultException { Fault: var fault } => ProblemOf.Status(502, fault.Code, fault.Message, fault.Remedy),
        // Whatever concerns a peer is caught where it is called: what comes here is the catalog's. Class 57P: it is being shut down, or was.
        NpgsqlException { IsTransient: true } or PostgresException { SqlState: ['5', '7', 'P', ..] } or TimeoutException => ProblemOf.Status(
            503, CatalogUnavailable, "BunnyDb's catalog cannot be reached.",
            "Mirrors go on meanwhile. Check the catalog database, see GET /health/ready, then try again."),
        _ => ProblemOf.Status(
            500, InternalError, "BunnyDb failed in a way that it does not know.",
            "Try again; if it stays, look into the control plane's log at this time and report it."),
    };
}
