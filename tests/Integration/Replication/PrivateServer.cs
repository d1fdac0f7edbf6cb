using BunnyDb.Integration.Fixture;
using Npgsql;

namespace BunnyDb.Integration.Replication;

/// <summary>A PostgreSQL that a test class may restart and reconfigure: nobody else uses it.</summary>
public sealed class PrivateServer : IAsyncLifetime
{
    private const string Cluster = "private";

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"bunnydb-integration-private-{Environment.ProcessId}");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Starts it unless it runs, and returns the superuser's connection.</summary>
    public async Task<NpgsqlConnectionStringBuilder> StartAsync()
    {
        await RunAsync("start");
        return LibpqUri.Parse((await RunAsync("url")).Trim());
    }

    public Task StopAsync() => RunAsync("stop");

    private Task<string> RunAsync(string action) => ProjectScript.RunAsync("postgres", [action, folder, Cluster], TimeSpan.FromMinutes(2));
}
