using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using BunnyDb.Catalog.Access;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Access;

/// <summary><c>/v1/auth</c>: log in, who am I, change my password.</summary>
internal static class SessionEndpoints
{
    internal static void MapSessions(this IEndpointRouteBuilder v1)
    {
        var auth = v1.MapGroup("/auth").WithTags("auth");
        auth.MapPost("/login", LoginAsync).AllowAnonymous().ProducesProblems(400, 401, 429)
            .WithSummary("Log in").WithDescription("The token goes into the header 'Authorization: Bearer TOKEN' of every other request.");
        auth.MapGet("/me", Me).ForAnyRole().WithSummary("Who the token belongs to");
        auth.MapPost("/change-password", ChangePasswordAsync).ForAnyRole().ProducesProblems(400, 409, 429)
            .WithSummary("Change one's password").WithDescription("Ends the user's other sessions.");
    }

    private static async Task<LoginReply> LoginAsync(LoginRequest request, Sessions sessions, HttpContext http, CancellationToken ct)
    {
        var errors = new FieldErrors();
        errors.Require(!string.IsNullOrEmpty(request.Username), "username", "'username' is required.");
        errors.Require(!string.IsNullOrEmpty(request.Password), "password", "'password' is required.");
        errors.ThrowIfAny();
        var (secret, token) = await sessions.OpenAsync(request.Username!, request.Password!, AddressOf(http), ct);
        return new LoginReply(secret, token.Name, token.Role, token.ExpiresAt!.Value);
    }

    private static MeReply Me(ClaimsPrincipal user)
    {
        var caller = Caller.Of(user);
        return new MeReply(caller.Name, caller.Role);
    }

    private static async Task<ActionReply> ChangePasswordAsync(
        ChangePasswordRequest request, ClaimsPrincipal user, Sessions sessions, AccountStore accounts, Passwords passwords, HttpContext http,
        CancellationToken ct)
    {
        var errors = new FieldErrors();
        errors.Require(!string.IsNullOrEmpty(request.CurrentPassword), "current_password", "'current_password' is required.");
        AccountRules.CheckPassword(request.NewPassword, "new_password", errors);
        errors.ThrowIfAny();
        var caller = Caller.Of(user);
        if (!caller.IsUser)
        {
            throw ProblemOf.Conflict("not_a_user", "A runbook's token has no password.", "Revoke the token and make another, or log in as a user.");
        }

        await sessions.ProveAsync(caller.Name, request.CurrentPassword!, AddressOf(http), ct);
        await accounts.ChangePasswordAsync(caller.Name, await passwords.HashAsync(request.NewPassword!, ct), caller.TokenId, ct);
        return new ActionReply("Password changed successfully");
    }

    private static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    internal sealed record LoginRequest([property: Required] string? Username, [property: Required] string? Password);

    internal sealed record LoginReply(string Token, string Username, Role Role, DateTimeOffset ExpiresAt);

    internal sealed record MeReply(string Username, Role Role);

    internal sealed record ChangePasswordRequest([property: Required] string? CurrentPassword, [property: Required] string? NewPassword);
}
