using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Commands;
using BunnyDb.Contracts.Mirrors;

namespace BunnyDb.ControlPlane.Mirrors.Lifecycle;

/// <summary>Deletes a mirror in whatever status it is, and waits until nothing is left of it.</summary>
internal sealed class DeleteMirrorHandler(MirrorStore mirrors, MirrorCommands commands, MirrorLog log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>False: it takes longer, and goes on until a database that is away is back.</summary>
    /// <exception cref="Api.ProblemException">404.</exception>
    internal async Task<bool> DeleteAsync(string name, string by, CancellationToken ct)
    {
        var mirror = await mirrors.GetAsync(name, ct);
        if (mirror.Status != MirrorStatus.Terminating)
        {
            await log.InfoAsync(mirror.Id, $"The deletion was asked for by {by}.", null, ct);
            await commands.SendAsync(new DeleteMirror(mirror.Id), ct);
        }

        return await commands.WaitAsync(mirror.Id, now => now is null, Patience, ct);
    }
}
