using Microsoft.AspNetCore.WebUtilities;

namespace BunnyDb.ControlPlane.Api;

/// <summary>Makes problems; their titles are HTTP's own.</summary>
internal static class ProblemOf
{
    internal static Problem Status(int status, string code, string detail, string remedy) =>
        new(status, ReasonPhrases.GetReasonPhrase(status), code, detail, remedy);

    internal static ProblemException BadRequest(string code, string detail, string remedy) => new(Status(400, code, detail, remedy));

    internal static ProblemException Unauthorized(string code, string detail, string remedy) => new(Status(401, code, detail, remedy));

    internal static ProblemException NotFound(string code, string detail, string remedy) => new(Status(404, code, detail, remedy));

    internal static ProblemException Conflict(string code, string detail, string remedy) => new(Status(409, code, detail, remedy));

    /// <summary>The request is understood, and its fields are not acceptable.</summary>
    internal static ProblemException Invalid(IReadOnlyDictionary<string, IReadOnlyList<string>> errors) => new(
        Status(400, "validation_failed", string.Join(" ", errors.SelectMany(e => e.Value)), "Correct the fields that \"errors\" names, then send the request again.")
            with { Errors = errors });
}
