namespace BunnyDb.ControlPlane.Api;

/// <summary>The problems of replies that the framework ends without a body.</summary>
internal static class StatusProblem
{
    /// <summary>Null: a status that is no error of ours to explain.</summary>
    internal static Problem? Of(int status) => status switch
    {
        401 => ProblemOf.Status(status, "unauthenticated", "The request carries no valid token.",
            "Send 'Authorization: Bearer TOKEN' with a token of POST /v1/auth/login or POST /v1/tokens that has not expired."),
        403 => ProblemOf.Status(status, "forbidden", "This needs the role admin.", "Use the token of an admin."),
        404 => ProblemOf.Status(status, "route_not_found", "There is no such route.", "See /swagger for the routes."),
        405 => ProblemOf.Status(status, "method_not_allowed", "This route does not take this method.", "See the reply's Allow header, or /swagger."),
        413 => ProblemOf.Status(status, "request_too_large", "The request's body is too large.", "Send less at a time."),
        415 => ProblemOf.Status(status, "unsupported_media_type", "The request's body is not declared as JSON.", "Send the header 'Content-Type: application/json'."),
        _ => null,
    };
}
