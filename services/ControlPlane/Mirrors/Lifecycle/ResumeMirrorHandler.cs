using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Commands;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Mirrors.Lifecycle;

/// <summary>Lets a paused mirror continue, once it is sure that no row would be missing.</summary>
internal sealed class ResumeMirrorHandler(MirrorStore mirrors, MirrorCommands commands, ResumeCheck check, MirrorLog log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>False: the command is safe and not handled yet.</summary>
    /// <exception cref="ProblemException">404, or 409 with the cause.</exception>
    internal async Task<bool> ResumeAsync(string name, string by, CancellationToken ct)
    {
        var mirror = await PausedOrRunningAsync(name, ct);
        if (mirror.Status != MirrorStatus.Paused && !await commands.HasPendingAsync(mirror, ct))
        {
            return true;
        }

        if (mirror.Status == MirrorStatus.Paused && await check.ExamineAsync(mirror, ct) is { } fault)
        {
            await log.WarningAsync(mirror.Id, $"A resume was refused: {fault.Message}", new { fault.Code, fault.Remedy }, ct);
            throw MirrorRefusal.Because(fault);
        }

        await log.InfoAsync(mirror.Id, $"A resume was asked for by {by}.", null, ct);
        await commands.SendAsync(new ResumeMirror(mirror.Id), ct);
        return await commands.WaitAsync(mirror.Id, _ => true, Patience, ct);
    }

    /// <summary>A mirror that is just being paused, or synced, is waited for: only then is it seen what there is to resume.</summary>
    private async Task<Mirror> PausedOrRunningAsync(string name, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        if (mirror.Status is MirrorStatus.Pausing or MirrorStatus.SyncingSchema)
        {
            await commands.WaitAsync(mirror.Id, now => now?.Status is not (MirrorStatus.Pausing or MirrorStatus.SyncingSchema), Patience, ct);
            mirror = await mirrors.GetAsync(name, ct);
        }

        return mirror.Status switch
        {
            MirrorStatus.Paused or MirrorStatus.SettingUp or MirrorStatus.Snapshot or MirrorStatus.Running or MirrorStatus.Resyncing => mirror,
            MirrorStatus.Pausing => throw ProblemOf.Conflict(
                "still_pausing", $"Mirror '{name}' is still pausing.", "See its error for what it waits for, then resume it once it is PAUSED."),
            MirrorStatus.SyncingSchema => throw MirrorRefusal.SchemaSyncRuns(mirror),
            MirrorStatus.Terminating => throw MirrorRefusal.Terminating(mirror),
            MirrorStatus.Failed => throw MirrorRefusal.Failed(mirror),
            _ => throw new ArgumentOutOfRangeException(nameof(name), mirror.Status, null),
        };
    }
}
