using System.Collections.Concurrent;
using BunnyDb.Integration.Fixture;
using BunnyDb.Scenarios.Api;

namespace BunnyDb.Scenarios.Stacks;

/// <summary>A whole BunnyDb on loopback, started and stopped by the same script as <c>make up</c>: servers, broker and services.</summary>
public abstract class Stack : IAsyncLifetime
{
    /// <summary>While working on a scenario: a folder whose stacks stay up from one run of the tests to the next.</summary>
    private static readonly string? LastingFolder = System.Environment.GetEnvironmentVariable("BUNNY_TEST_STACKS");

    private readonly string[] arguments;
    private readonly string runDirectory;
    private readonly ConcurrentQueue<string> replies = new();
    private BunnyApi? api;
    private StackEnvironment? environment;

    protected Stack(string name, params string[] arguments)
    {
        this.arguments = arguments;
        Name = name;
        runDirectory = LastingFolder is null
            ? Path.Combine(Path.GetTempPath(), $"bunnydb-{name}-{System.Environment.ProcessId}")
            : Path.Combine(LastingFolder, name);
    }

    public string Name { get; }

    public StackEnvironment Environment => environment ?? throw new InvalidOperationException("The stack has not started.");

    /// <summary>Everything that the control plane has answered to the tests so far.</summary>
    public IReadOnlyCollection<string> Replies => replies;

    public string RunDirectory => runDirectory;

    public bool HasBroker => Part("rabbitmq").Exists;

    internal BunnyApi Api => api ?? throw new InvalidOperationException("The stack has not started.");

    /// <summary>Logs outlive the stack here, for whoever has to find out why a scenario failed.</summary>
    private string KeptLogs => Path.Combine(ProjectScript.RepositoryRoot, "artifacts", "scenarios", Name);

    public StackPart Part(string name) => new(runDirectory, name);

    /// <summary>Every part that has been started, servers and services alike.</summary>
    public IReadOnlyList<StackPart> Parts() =>
        [.. Directory.GetFiles(runDirectory, "*.pid").Select(file => Part(Path.GetFileNameWithoutExtension(file))).OrderBy(part => part.Name, StringComparer.Ordinal)];

    /// <summary>The parts that are BunnyDb's own processes.</summary>
    public IReadOnlyList<StackPart> Services() =>
        [.. Parts().Where(part => part.Name is not ("source" or "destination" or "catalog" or "rabbitmq"))];

    public async Task InitializeAsync()
    {
        await ProjectScript.RunAsync("stack", ["up", "--run-dir", runDirectory, .. arguments], TimeSpan.FromMinutes(5));
        environment = await StackEnvironment.ReadAsync(Path.Combine(runDirectory, "env"));
        api = await BunnyApi.LoginAsync(Environment.Api, Environment.AdminUser, Environment.AdminPassword, replies.Enqueue);
    }

    public async Task DisposeAsync()
    {
        api?.Dispose();
        KeepLogs();
        if (LastingFolder is null)
        {
            await ProjectScript.RunAsync("stack", ["down", "--run-dir", runDirectory], TimeSpan.FromMinutes(2));
        }
    }

    /// <summary>A scenario that failed half way may have left a part killed or frozen; the next one shall not fail for that.</summary>
    public async Task MendAsync()
    {
        foreach (var part in Parts())
        {
            if (!part.IsAlive)
            {
                await part.StartAsync();
            }
            else
            {
                await part.ThawAsync();
            }
        }
    }

    public Task<string> RabbitMqCtlAsync(params string[] command) =>
        ProjectScript.RunProgramAsync("/bin/sh", ["-c", $"{Environment.RabbitMqCtl} \"$@\"", "sh", .. command], TimeSpan.FromSeconds(60));

    private void KeepLogs()
    {
        if (!Directory.Exists(runDirectory))
        {
            return;
        }

        Directory.CreateDirectory(KeptLogs);
        foreach (var log in Directory.GetFiles(runDirectory, "*.log"))
        {
            File.Copy(log, Path.Combine(KeptLogs, Path.GetFileName(log)), overwrite: true);
        }
    }
}
