using BunnyDb.Catalog;
using BunnyDb.Catalog.Chunks;
using BunnyDb.Catalog.Claims;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Hosting.Lanes;
using BunnyDb.SnapshotWorker;
using BunnyDb.SnapshotWorker.Chunks;
using BunnyDb.SnapshotWorker.Planning;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BunnyDb.Integration.SnapshotWorker;

/// <summary>A worker as a process has it. Disposing it is its death: its claims are free at once.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly CatalogDatabase catalog;
    private readonly WorkerRole role;

    internal WorkerProcess(CopyStage stage, CatalogDatabase catalog)
    {
        this.catalog = catalog;
        Claims = new ClaimSession(catalog);
        Chunks = new ChunkStore(catalog, Claims);
        Planner = new CopyPlanner(stage.Peers, stage.Connections, NullLogger<CopyPlanner>.Instance);
        Copier = new ChunkCopier(stage.Peers, stage.Connections, NullLogger<ChunkCopier>.Instance);
        role = new WorkerRole(
            Chunks, Claims, new MappingStore(catalog), Planner, Copier, Options.Create(new WorkerOptions()), TimeProvider.System, NullLogger<WorkerRole>.Instance);
    }

    internal ClaimSession Claims { get; }

    internal ChunkStore Chunks { get; }

    internal CopyPlanner Planner { get; }

    internal ChunkCopier Copier { get; }

    /// <summary>Carries the order out once; returns the stages that were reported.</summary>
    internal async Task<IReadOnlyList<LaneStage>> CopyAsync(Lane lane, CancellationToken ct = default)
    {
        var run = new Run(lane);
        await role.CarryOutAsync(run, ct);
        return run.Reported;
    }

    public async ValueTask DisposeAsync()
    {
        await Claims.DisposeAsync();
        await catalog.DisposeAsync();
    }

    private sealed class Run(Lane lane) : ILaneRun
    {
        public Lane Lane => lane;

        internal List<LaneStage> Reported { get; } = [];

        public Task ReportAsync(LaneStage stage, CancellationToken ct)
        {
            Reported.Add(stage);
            return Task.CompletedTask;
        }

        public Task ShowWaitAsync(Fault wait, CancellationToken ct) => Task.CompletedTask;

        public ValueTask WorksAsync(CancellationToken ct) => ValueTask.CompletedTask;
    }
}
