namespace BunnyDb.ControlPlane.Peers;

internal static class PeerServices
{
    internal static void AddPeers(this IServiceCollection services)
    {
        services.AddSingleton<PeerAccess>();
        services.AddSingleton<PeerTester>();
    }
}
