using BunnyDb.Contracts.Mirrors;
using Dapper;

namespace BunnyDb.Catalog.Access;

/// <summary>The bearer tokens that open the API.</summary>
public sealed class AccessTokenStore(CatalogDatabase catalog, TimeProvider time)
{
    private const string Select = "select id, kind, name, username, role, created_at, expires_at, last_used_at from access_token";

    /// <summary>Adds a token; sessions that have expired are cleared away on the way. False: an API token of this name exists.</summary>
    public Task<bool> AddAsync(AccessToken token, byte[] secretHash, CancellationToken ct) => catalog.InTransactionAsync(async transaction =>
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync(
            "delete from access_token where kind = 'LOGIN' and expires_at < @Now", new { Now = time.GetUtcNow() }, transaction);
        return await connection.ExecuteAsync(
            """
            insert into access_token (id, kind, name, username, role, secret_hash, created_at, expires_at)
            values (@Id, @Kind, @Name, @Username, @Role, @secretHash, @CreatedAt, @ExpiresAt) on conflict do nothing
            """,
            new
            {
                token.Id, Kind = WireName.Of(token.Kind), token.Name, token.Username, Role = Roles.Print(token.Role), secretHash, token.CreatedAt,
                token.ExpiresAt,
            }, transaction) == 1;
    }, ct);

    /// <summary>The living token with this hash. Its last use is noted once a minute at most.</summary>
    public async Task<AccessToken?> UseAsync(byte[] secretHash, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var connection = await catalog.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"{Select} where secret_hash = @secretHash and (expires_at is null or expires_at > @now)", new { secretHash, now }, cancellationToken: ct));
        if (row is not null && !(now - row.LastUsedAt < TimeSpan.FromMinutes(1)))
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "update access_token set last_used_at = @now where id = @Id", new { now, row.Id }, cancellationToken: ct));
        }

        return row?.ToToken();
    }

    /// <summary>The tokens that admins made for runbooks, expired ones too.</summary>
    public async Task<IReadOnlyList<AccessToken>> OfRunbooksAsync(CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition($"{Select} where kind = 'API' order by name", cancellationToken: ct));
        return [.. rows.Select(row => row.ToToken())];
    }

    /// <summary>Revokes a runbook's token. False: there is none with this id.</summary>
    public async Task<bool> RevokeAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return await connection.ExecuteAsync(
            new CommandDefinition("delete from access_token where id = @id and kind = 'API'", new { id }, cancellationToken: ct)) == 1;
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Kind { get; init; } = "";
        public string Name { get; init; } = "";
        public string? Username { get; init; }
        public string Role { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? ExpiresAt { get; init; }
        public DateTimeOffset? LastUsedAt { get; init; }

        internal AccessToken ToToken() => new(
            Id, WireName.Parse<AccessTokenKind>(Kind), Name, Username, Roles.Parse(Role), CreatedAt, ExpiresAt, LastUsedAt);
    }
}
