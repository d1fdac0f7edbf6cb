using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.SchemaSyncs;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.SchemaSyncs;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Mirrors.Lifecycle;

/// <summary>Asks an applier to make the destination's tables fit the source's again, and waits for what it did.</summary>
internal sealed class SyncSchemaHandler(MirrorStore mirrors, SchemaSyncStore syncs, MirrorCommands commands, MirrorLog log, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>Null: it takes longer, and goes on.</summary>
    /// <exception cref="ProblemException">404, or 409 with the cause.</exception>
    internal async Task<IReadOnlyList<SchemaStep>?> SyncAsync(string name, bool isDryRun, string by, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        if (mirror.Status is not (MirrorStatus.Running or MirrorStatus.Paused))
        {
            throw mirror.Status == MirrorStatus.SyncingSchema ? MirrorRefusal.SchemaSyncRuns(mirror) : MirrorRefusal.NotSyncable(mirror);
        }

        var id = Guid.CreateVersion7();
        if (!await syncs.AddAsync(id, mirror.Id, isDryRun, ct))
        {
            throw MirrorRefusal.SchemaSyncRuns(mirror);
        }

        if (!isDryRun)
        {
            await log.InfoAsync(mirror.Id, $"A schema sync was asked for by {by}.", null, ct);
        }

        return await WaitAsync(mirror, id, ct) switch
        {
            { Fault: { } fault } => throw MirrorRefusal.Because(fault),
            { Steps: { } steps } => isDryRun || await commands.WaitAsync(mirror.Id, now => now?.Status != MirrorStatus.SyncingSchema, Patience, ct) ? steps : null,
            _ => null,
        };
    }

    private async Task<SchemaSync> WaitAsync(Mirror mirror, Guid id, CancellationToken ct)
    {
        var until = time.GetUtcNow() + Patience;
        while (true)
        {
            var sync = await syncs.FindAsync(id, ct) ?? throw MirrorLookup.NotFound(mirror.Name.Value);
            if (sync.IsFinished || time.GetUtcNow() >= until)
            {
                return sync;
            }

            await Task.Delay(Tick, time, ct);
        }
    }
}
