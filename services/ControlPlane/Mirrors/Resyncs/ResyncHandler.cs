using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Resyncs;
using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Lifecycle;

namespace BunnyDb.ControlPlane.Mirrors.Resyncs;

/// <summary>Starts, cancels and lets swap the resyncs of a mirror.</summary>
internal sealed class ResyncHandler(
    MirrorStore mirrors, MappingStore mappings, ResyncStore resyncs, ResyncQueries queries, ResyncExamination examination, ResumeCheck resumeCheck,
    MirrorCommands commands, MirrorLog log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Once this returns, the resync runs or will.</summary>
    /// <param name="table">The source or the destination name of one of the mirror's tables.</param>
    /// <exception cref="ProblemException">404, 409 with the cause, 422 with every reason.</exception>
    internal async Task<TableMapping> StartTableAsync(string name, string table, string by, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        var mapping = await MappingAsync(mirror, table, ct);
        ThrowIfNotRunning(mirror);
        await StartAsync(mirror, [mapping], isWhole: false, recovers: false, by, ct);
        return mapping;
    }

    /// <summary>As <see cref="StartTableAsync"/>, for all tables; also for a mirror whose slot is lost.</summary>
    internal async Task StartMirrorAsync(string name, string by, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        var isLost = await IsLostAsync(mirror, ct);
        if (!isLost)
        {
            ThrowIfNotRunning(mirror);
        }

        await StartAsync(mirror, await AllAsync(mirror, ct), isWhole: true, isLost, by, ct);
    }

    /// <summary>What a resync of this table, or of all, would do.</summary>
    internal async Task<ResyncPlanReply> PlanAsync(string name, string? table, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        IReadOnlyList<TableMapping> tables = table is null ? await AllAsync(mirror, ct) : [await MappingAsync(mirror, table, ct)];
        return (await ExamineAsync(mirror, tables, ct)).Plan;
    }

    /// <exception cref="ProblemException">404; 409: none runs, or it has swapped.</exception>
    internal async Task CancelAsync(string name, string by, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        var resync = await RunningAsync(mirror, ct);
        if (resync.Phase == MirrorPhase.ForeignKeys)
        {
            throw ProblemOf.Conflict("resync_swapped", "The fresh tables are in place already.", "Wait until the resync ends.");
        }

        await log.InfoAsync(mirror.Id, $"The end of the resync was asked for by {by}.", null, ct);
        await resyncs.AskCancelAsync(resync.Id, mirror.Id, ct);
    }

    /// <exception cref="ProblemException">404; 409: none runs.</exception>
    internal async Task CutoverAsync(string name, string by, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        var resync = await RunningAsync(mirror, ct);
        await log.InfoAsync(mirror.Id, $"The cutover was asked for by {by}.", null, ct);
        await resyncs.AskCutoverAsync(resync.Id, mirror.Id, ct);
    }

    private async Task StartAsync(Mirror mirror, IReadOnlyList<TableMapping> tables, bool isWhole, bool recovers, string by, CancellationToken ct)
    {
        (await ExamineAsync(mirror, tables, ct)).Findings.ThrowIfRefused(tables);
        var id = Guid.CreateVersion7();
        if (!await resyncs.AddAsync(id, mirror.Id, isWhole, recovers, mirror.Options.ResyncStrategy, [.. tables.Select(table => table.Id)], ct))
        {
            throw MirrorRefusal.ResyncRuns(mirror);
        }

        await log.InfoAsync(mirror.Id, $"A resync of {(isWhole ? "all tables" : tables[0].Source.ToString())} was asked for by {by}.", null, ct);

        // It has begun, perhaps ended already, or a pause came first and it was refused.
        await commands.WaitAsync(mirror.Id, _ => true, Patience, ct);
        if (await queries.FindAsync(id, ct) is { Status: ResyncStatus.Failed, StartedAt: null, Fault: { } fault })
        {
            await log.WarningAsync(mirror.Id, $"The resync was refused: {fault.Message}", new { fault.Code }, ct);
            throw MirrorRefusal.Because(fault);
        }
    }

    private async Task<(Preflight.PreflightFindings Findings, ResyncPlanReply Plan)> ExamineAsync(Mirror mirror, IReadOnlyList<TableMapping> tables, CancellationToken ct)
    {
        try
        {
            return await examination.ExamineAsync(mirror, tables, ct);
        }
        catch (FaultException e)
        {
            throw MirrorRefusal.Because(e.Fault);
        }
    }

    /// <summary>A mirror that failed, or that is paused and could not be resumed, because its place in the source's log is gone.</summary>
    private async Task<bool> IsLostAsync(Mirror mirror, CancellationToken ct) => mirror.Status switch
    {
        MirrorStatus.Failed => true,
        MirrorStatus.Paused => await resumeCheck.ExamineAsync(mirror, ct) is { Code: FaultCode.SlotMissing or FaultCode.SlotMoved or FaultCode.SlotInvalidated or FaultCode.PublicationMissing },
        _ => false,
    };

    private async Task<Resync> RunningAsync(Mirror mirror, CancellationToken ct) =>
        (await queries.NewestAsync(mirror.Id, ct))[mirror.Id].FirstOrDefault(resync => !resync.IsFinished)
        ?? throw ProblemOf.Conflict("no_resync", $"No resync of mirror '{mirror.Name}' runs.", "See GET resyncs for those that have ended.");

    private async Task<IReadOnlyList<TableMapping>> AllAsync(Mirror mirror, CancellationToken ct) =>
        [.. (await mappings.OfMirrorAsync(mirror.Id, ct)).Select(table => table.Mapping)];

    private async Task<TableMapping> MappingAsync(Mirror mirror, string text, CancellationToken ct)
    {
        var all = await AllAsync(mirror, ct);
        var found = QualifiedTable.TryParse(text, out var table)
            ? all.FirstOrDefault(mapping => mapping.Source == table) ?? all.FirstOrDefault(mapping => mapping.Destination == table)
            : null;
        return found ?? throw ProblemOf.NotFound(
            "table_not_mapped", $"Mirror '{mirror.Name}' has no table '{text}'.", $"See GET /v1/mirrors/{mirror.Name}/tables; quote a part that holds a dot, as in SQL.");
    }

    private static void ThrowIfNotRunning(Mirror mirror)
    {
        switch (mirror.Status)
        {
            case MirrorStatus.Running:
                break;
            case MirrorStatus.Resyncing:
                throw MirrorRefusal.ResyncRuns(mirror);
            case MirrorStatus.Terminating:
                throw MirrorRefusal.Terminating(mirror);
            case MirrorStatus.Failed:
                throw MirrorRefusal.Failed(mirror);
            case MirrorStatus.SettingUp or MirrorStatus.Snapshot or MirrorStatus.Pausing or MirrorStatus.Paused or MirrorStatus.SyncingSchema:
                throw ProblemOf.Conflict(
                    "not_running", $"Mirror '{mirror.Name}' is {WireName.Of(mirror.Status)}; a resync can start only while it is RUNNING.",
                    mirror.Status == MirrorStatus.Paused ? $"POST /v1/mirrors/{mirror.Name}/resume first." : "Wait until it is RUNNING.");
            default:
                throw new ArgumentOutOfRangeException(nameof(mirror), mirror.Status, null);
        }
    }
}
