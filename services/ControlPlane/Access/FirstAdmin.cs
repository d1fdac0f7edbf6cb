using BunnyDb.Catalog.Access;
using BunnyDb.Hosting;

namespace BunnyDb.ControlPlane.Access;

/// <summary>Makes sure that somebody may log in: creates the admin that the environment names, unless there is such a user.</summary>
internal sealed class FirstAdmin(BunnySettings settings, AccountStore accounts, Passwords passwords, ILogger<FirstAdmin> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings is { AdminUser: { Length: > 0 } username, AdminPassword: { Length: > 0 } password })
        {
            if (await accounts.FindAsync(username, cancellationToken) is null
                && await accounts.AddAsync(username, await passwords.HashAsync(password, cancellationToken), Role.Admin, cancellationToken))
            {
                Log.FirstAdminCreated(logger, username);
            }
        }
        else if ((await accounts.AllAsync(cancellationToken)).Count == 0)
        {
            Log.NobodyMayLogIn(logger);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
