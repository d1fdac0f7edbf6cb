using Dapper;

namespace BunnyDb.Catalog.Access;

/// <summary>The people who may log in.</summary>
public sealed class AccountStore(CatalogDatabase catalog)
{
    private const string Select = "select username, password_hash, role, created_at from account";

    public async Task<IReadOnlyList<Account>> AllAsync(CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition($"{Select} order by username", cancellationToken: ct));
        return [.. rows.Select(row => row.ToAccount())];
    }

    public async Task<Account?> FindAsync(string username, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition($"{Select} where username = @username", new { username }, cancellationToken: ct));
        return row?.ToAccount();
    }

    /// <summary>Adds an account. False: the name is taken.</summary>
    public async Task<bool> AddAsync(string username, string passwordHash, Role role, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            "insert into account (username, password_hash, role) values (@username, @passwordHash, @Role) on conflict do nothing",
            new { username, passwordHash, Role = Roles.Print(role) }, cancellationToken: ct)) == 1;
    }

    /// <summary>Changes the password and ends the person's sessions, but for the one that did it.</summary>
    public Task ChangePasswordAsync(string username, string passwordHash, Guid keptToken, CancellationToken ct) =>
        catalog.InTransactionAsync(async transaction =>
        {
            var connection = transaction.Connection!;
            await connection.ExecuteAsync(
                "update account set password_hash = @passwordHash where username = @username", new { username, passwordHash }, transaction);
            await connection.ExecuteAsync(
                "delete from access_token where username = @username and kind = 'LOGIN' and id <> @keptToken", new { username, keptToken }, transaction);
        }, ct);

    /// <summary>Removes the account with its sessions, unless it is the last admin.</summary>
    public Task<AccountRemoval> RemoveAsync(string username, CancellationToken ct) => catalog.InTransactionAsync(async transaction =>
    {
        var connection = transaction.Connection!;

        // Locked in one order, so that two admins who remove each other at the same time do not both succeed.
        var admins = (await connection.QueryAsync<string>(
            "select username from account where role = 'admin' order by username for update", transaction: transaction)).ToList();
        if (admins is [var last] && last == username)
        {
            return AccountRemoval.LastAdmin;
        }

        var removed = await connection.ExecuteAsync("delete from account where username = @username", new { username }, transaction);
        return removed == 1 ? AccountRemoval.Removed : AccountRemoval.NotFound;
    }, ct);

    private sealed record Row
    {
        public string Username { get; init; } = "";
        public string PasswordHash { get; init; } = "";
        public string Role { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }

        internal Account ToAccount() => new(Username, PasswordHash, Roles.Parse(Role), CreatedAt);
    }
}
