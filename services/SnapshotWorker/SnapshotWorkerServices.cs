using BunnyDb.Hosting;
using BunnyDb.SnapshotWorker.Chunks;
using BunnyDb.SnapshotWorker.Planning;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BunnyDb.SnapshotWorker;

public static class SnapshotWorkerServices
{
    /// <summary>Copies tables. Any number of processes may do this together.</summary>
    public static IServiceCollection AddSnapshotWorker(this IServiceCollection services)
    {
        services.AddOptions<WorkerOptions>()
            .Configure<IConfiguration>((options, configuration) =>
                options.Parallelism = configuration.GetValue("BUNNY_WORKER_PARALLELISM", options.Parallelism))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<CopyPlanner>();
        services.AddSingleton<ChunkCopier>();
        services.AddHostedService<WorkerPresence>();
        services.AddLaneRole<WorkerRole>();
        return services;
    }
}
