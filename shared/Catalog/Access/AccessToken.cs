namespace BunnyDb.Catalog.Access;

/// <summary>A bearer token without its secret, of which the catalog holds a hash only.</summary>
/// <param name="Name">Of an API token: what an admin called it. Of a login: the user's name.</param>
/// <param name="Username">Whose session it is; null for an API token.</param>
/// <param name="ExpiresAt">Null: until it is revoked.</param>
public sealed record AccessToken(
    Guid Id,
    AccessTokenKind Kind,
    string Name,
    string? Username,
    Role Role,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt);

/// <summary>How a token came to be.</summary>
public enum AccessTokenKind
{
    /// <summary>By a login: short-lived, of one user.</summary>
    Login,

    /// <summary>Made by an admin for a runbook.</summary>
    Api,
}
