namespace BunnyDb.ControlPlane.Runbooks;

/// <summary>Commands from the broker (contract, section 5).</summary>
internal static class RunbookServices
{
    internal static void AddRunbooks(this IServiceCollection services)
    {
        services.AddSingleton<RunbookCommands>();
        services.AddSingleton<RunbookRunner>();
        services.AddSingleton<RunbookRejections>();
        services.AddHostedService<RunbookListener>();
    }
}
