using System.Security.Claims;
using BunnyDb.Catalog.Access;

namespace BunnyDb.ControlPlane.Access;

/// <summary>Who sent a request.</summary>
/// <param name="Name">The user's name, or that of a runbook's token.</param>
/// <param name="IsUser">False: a runbook, which has no password.</param>
internal sealed record Caller(Guid TokenId, string Name, bool IsUser, Role Role)
{
    private const string TokenIdClaim = "token_id";
    private const string KindClaim = "token_kind";

    internal static ClaimsPrincipal Principal(AccessToken token) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.Name, token.Username ?? token.Name),
            new Claim(ClaimTypes.Role, Roles.Print(token.Role)),
            new Claim(TokenIdClaim, token.Id.ToString()),
            new Claim(KindClaim, token.Kind.ToString()),
        ], BearerHandler.SchemeName));

    internal static Caller Of(ClaimsPrincipal principal) => new(
        Guid.Parse(principal.FindFirstValue(TokenIdClaim)!),
        principal.FindFirstValue(ClaimTypes.Name)!,
        principal.FindFirstValue(KindClaim) == nameof(AccessTokenKind.Login),
        Roles.Parse(principal.FindFirstValue(ClaimTypes.Role)!));
}
