using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Commands;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Mirrors.Lifecycle;

/// <summary>Pauses a mirror and waits until nothing more will be written to its destination.</summary>
internal sealed class PauseMirrorHandler(MirrorStore mirrors, MirrorCommands commands, MirrorLog log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>False: it takes longer, and goes on.</summary>
    /// <exception cref="ProblemException">404 or 409.</exception>
    internal async Task<bool> PauseAsync(string name, string by, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        ThrowIfUnable(mirror);
        if (mirror.Status == MirrorStatus.Paused && !await commands.HasPendingAsync(mirror, ct))
        {
            return true;
        }

        await log.InfoAsync(mirror.Id, $"A pause was asked for by {by}.", null, ct);
        await commands.SendAsync(new PauseMirror(mirror.Id), ct);
        var ended = await commands.WaitAsync(mirror.Id, now => now is not { Status: MirrorStatus.Pausing }, Patience, ct);
        if (!ended)
        {
            return false;
        }

        var now = await mirrors.FindAsync(mirror.Id, ct) ?? throw MirrorLookup.NotFound(name);
        ThrowIfUnable(now);
        return now.Status switch
        {
            MirrorStatus.Paused => true,
            MirrorStatus.Pausing => false,
            _ => throw MirrorRefusal.Resumed(now),
        };
    }

    private static void ThrowIfUnable(Mirror mirror)
    {
        switch (mirror.Status)
        {
            case MirrorStatus.Terminating:
                throw MirrorRefusal.Terminating(mirror);
            case MirrorStatus.Failed:
                throw MirrorRefusal.Failed(mirror);
            case MirrorStatus.Resyncing:
                throw MirrorRefusal.ResyncRuns(mirror);
            case MirrorStatus.SettingUp or MirrorStatus.Snapshot or MirrorStatus.Running or MirrorStatus.Pausing or MirrorStatus.Paused or MirrorStatus.SyncingSchema:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(mirror), mirror.Status, null);
        }
    }
}
