using BunnyDb.Catalog.Access;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Access;

/// <summary>Proves who somebody is by their password, and opens sessions.</summary>
internal sealed class Sessions(
    AccountStore accounts, AccessTokenStore tokens, Passwords passwords, LoginThrottle throttle, TimeProvider time, ILogger<Sessions> logger)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    /// <exception cref="ProblemException">401, or 429 after repeated failures.</exception>
    internal async Task<(string Secret, AccessToken Token)> OpenAsync(string username, string password, string address, CancellationToken ct)
    {
        var account = await ProveAsync(username, password, address, ct);
        var secret = TokenSecret.New();
        var now = time.GetUtcNow();
        var token = new AccessToken(
            Guid.CreateVersion7(), AccessTokenKind.Login, account.Username, account.Username, account.Role, now, now + Lifetime, null);
        await tokens.AddAsync(token, TokenSecret.Hash(secret), ct);
        return (secret, token);
    }

    /// <exception cref="ProblemException">401, or 429 after repeated failures.</exception>
    internal async Task<Account> ProveAsync(string username, string password, string address, CancellationToken ct)
    {
        ThrowIfThrottled(username, address);
        var account = await accounts.FindAsync(username, ct);
        var proven = await passwords.VerifyAsync(account?.PasswordHash, password, ct);

        // Again, because tries that came at the same time waited for their turn together.
        ThrowIfThrottled(username, address);
        if (!proven)
        {
            throttle.Failed(username, address);
            throw ProblemOf.Unauthorized("invalid_credentials", "The user name or the password is wrong.", "Check both; an admin can make a new user.");
        }

        throttle.Succeeded(username);
        return account!;
    }

    private void ThrowIfThrottled(string username, string address)
    {
        var wait = throttle.WaitOf(username, address);
        if (wait > TimeSpan.Zero)
        {
            var seconds = (int)Math.Ceiling(wait.TotalSeconds);
            Log.LoginThrottled(logger, username, address, seconds);
            throw new ProblemException(ProblemOf.Status(
                429, "too_many_attempts", $"Too many failed logins: the next try is possible in {seconds} s.", "Wait as long as Retry-After says.")
                with { RetryAfterSeconds = seconds });
        }
    }
}
