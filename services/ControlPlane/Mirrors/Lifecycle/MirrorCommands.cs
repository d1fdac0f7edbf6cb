using BunnyDb.Catalog;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Outbox;

namespace BunnyDb.ControlPlane.Mirrors.Lifecycle;

/// <summary>Sends commands to a mirror's state machine, and waits for what they do to show in the catalog.</summary>
internal sealed class MirrorCommands(CatalogDatabase catalog, OutboxStore outbox, MirrorStore mirrors, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>Through the outbox: once this returns, the command cannot be lost.</summary>
    internal Task SendAsync(object command, CancellationToken ct) =>
        catalog.InTransactionAsync(transaction => OutboxStore.AddAsync(command, transaction), ct);

    /// <summary>Whether a command of earlier is still to be handled, so that the status is about to change.</summary>
    internal Task<bool> HasPendingAsync(Mirror mirror, CancellationToken ct) => outbox.HasPendingAsync(mirror.Id, ct);

    /// <summary>Waits until every command was handled and <paramref name="reached"/> holds; false when <paramref name="patience"/> ends first.</summary>
    /// <param name="reached">Of the mirror as it is now; null: it is gone.</param>
    internal async Task<bool> WaitAsync(Guid mirrorId, Func<Mirror?, bool> reached, TimeSpan patience, CancellationToken ct)
    {
        var until = time.GetUtcNow() + patience;
        while (true)
        {
            // The status is read second: it is at least as new as what was said about the commands.
            var isPending = await outbox.HasPendingAsync(mirrorId, ct);
            var mirror = await mirrors.FindAsync(mirrorId, ct);
            if ((!isPending || mirror is null) && reached(mirror))
            {
                return true;
            }

            if (time.GetUtcNow() >= until)
            {
                return false;
            }

            await Task.Delay(Tick, time, ct);
        }
    }
}
