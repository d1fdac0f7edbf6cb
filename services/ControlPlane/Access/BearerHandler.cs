using System.Text.Encodings.Web;
using BunnyDb.Catalog.Access;
using BunnyDb.ControlPlane.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace BunnyDb.ControlPlane.Access;

/// <summary>Knows who sends a request by its opaque bearer token.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessTokenStore tokens, ProblemWriter problems)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string SchemeName = "Bearer";
    private const int SecretLengthMax = 200;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // A route that is open to all answers without the catalog: health must.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null)
        {
            return AuthenticateResult.NoResult();
        }

        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || header.Length > SecretLengthMax)
        {
            return AuthenticateResult.NoResult();
        }

        var token = await tokens.UseAsync(TokenSecret.Hash(header["Bearer ".Length..].Trim()), Context.RequestAborted);
        return token is null
            ? AuthenticateResult.Fail("The token is unknown or has expired.")
            : AuthenticateResult.Success(new AuthenticationTicket(Caller.Principal(token), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return problems.WriteAsync(Context, StatusProblem.Of(StatusCodes.Status401Unauthorized)!);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        problems.WriteAsync(Context, StatusProblem.Of(StatusCodes.Status403Forbidden)!);
}
