using System.ComponentModel.DataAnnotations;

namespace BunnyDb.SnapshotWorker;

/// <summary>Settings of one worker process.</summary>
internal sealed class WorkerOptions
{
    /// <summary>
    /// Chunks that this process copies at the same time, from <c>BUNNY_WORKER_PARALLELISM</c>. The mirror's own limits count over all workers
    /// together; the default lets one worker alone use what a mirror with default options allows.
    /// </summary>
    [Range(1, 64)]
    public int Parallelism { get; set; } = 16;
}
