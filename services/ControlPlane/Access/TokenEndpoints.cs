using System.ComponentModel.DataAnnotations;
using BunnyDb.Catalog.Access;
using BunnyDb.ControlPlane.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BunnyDb.ControlPlane.Access;

/// <summary><c>/v1/tokens</c>: long-lived tokens for runbooks.</summary>
internal static class TokenEndpoints
{
    private const int DaysMax = 3650;

    internal static void MapTokens(this IEndpointRouteBuilder v1)
    {
        var tokens = v1.MapGroup("/tokens").WithTags("tokens").ForAdmins();
        tokens.MapGet("", ListAsync).WithSummary("List the runbooks' tokens, without their secrets");
        tokens.MapPost("", AddAsync).ProducesProblems(400, 409)
            .WithSummary("Make a token for a runbook").WithDescription("The reply is the only place where the secret is ever shown.");
        tokens.MapDelete("/{id}", RevokeAsync).ProducesProblems(404).WithSummary("Revoke a token");
    }

    private static async Task<IReadOnlyList<TokenReply>> ListAsync(AccessTokenStore tokens, CancellationToken ct) =>
        [.. (await tokens.OfRunbooksAsync(ct)).Select(t => new TokenReply(t.Id, t.Name, t.Role, t.CreatedAt, t.ExpiresAt, t.LastUsedAt))];

    private static async Task<Created<NewTokenReply>> AddAsync(TokenRequest request, AccessTokenStore tokens, TimeProvider time, CancellationToken ct)
    {
        var errors = new FieldErrors();
        AccountRules.CheckName(request.Name, "name", errors);
        errors.Require(request.Role is not null, "role", "'role' is required: admin or viewer.");
        errors.Require(request.ExpiresInDays is null or (>= 1 and <= DaysMax), "expires_in_days", $"'expires_in_days' must be 1 to {DaysMax}, or left out.");
        errors.ThrowIfAny();
        var secret = TokenSecret.New();
        var now = time.GetUtcNow();
        var token = new AccessToken(
            Guid.CreateVersion7(), AccessTokenKind.Api, request.Name!, null, request.Role!.Value, now,
            request.ExpiresInDays is { } days ? now.AddDays(days) : null, null);
        if (!await tokens.AddAsync(token, TokenSecret.Hash(secret), ct))
        {
            throw ProblemOf.Conflict("token_exists", $"There is a token '{request.Name}' already.", "Choose another name, or revoke that token first.");
        }

        return TypedResults.Created($"/v1/tokens/{token.Id}", new NewTokenReply(token.Id, token.Name, token.Role, secret, token.CreatedAt, token.ExpiresAt));
    }

    private static async Task<ActionReply> RevokeAsync(string id, AccessTokenStore tokens, CancellationToken ct) =>
        Guid.TryParse(id, out var tokenId) && await tokens.RevokeAsync(tokenId, ct)
            ? new ActionReply("Token revoked successfully")
            : throw ProblemOf.NotFound("token_not_found", "There is no such token.", "See GET /v1/tokens.");

    internal sealed record TokenRequest([property: Required] string? Name, [property: Required] Role? Role, int? ExpiresInDays);

    internal sealed record TokenReply(Guid Id, string Name, Role Role, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

    internal sealed record NewTokenReply(Guid Id, string Name, Role Role, string Token, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);
}
