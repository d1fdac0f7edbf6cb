using System.Net.Sockets;

namespace BunnyDb.Postgres.Replication.Streaming;

/// <summary>
/// Lets a backlog gather in the socket for a moment. Not even the kernel shall wake this process meanwhile: it does for every message that arrives,
/// whether or not anybody reads, unless the socket's low-water mark tells it to wait for more.
/// </summary>
/// <param name="socket">Null: a transport without one.</param>
internal sealed class Nap(Socket? socket, TimeProvider time)
{
    /// <summary>Long enough for a megabyte to come, short against what a lane with a backlog is behind.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(10);

    /// <summary>Of these thousands come within <see cref="Longest"/>. A few large ones fill the source's kernel sooner, and its walsender would wait for us.</summary>
    internal const int SmallMessageBytes = 256;

    /// <summary>
    /// More than arrives within a nap. Linux makes the socket's buffer at least twice as large for it, whatever net.core.rmem_max is; and takes less,
    /// half of it, where <see cref="ReceiveWindow"/> has set its size.
    /// </summary>
    private const int LowWaterBytes = 2 * 1024 * 1024;

    private bool hasLowWater = socket is not null;

    /// <summary>How long, after what came since the nap before: what a nap spares is spared by the message, not by the byte.</summary>
    internal static TimeSpan Length(long bytes, long messages) => Longest * Math.Min(1.0, (double)SmallMessageBytes * messages / bytes);

    internal async Task TakeAsync(TimeSpan length, CancellationToken ct)
    {
        SetLowWater(LowWaterBytes);
        try
        {
            await Task.Delay(length, time, ct);
        }
        finally
        {
            SetLowWater(1);
        }
    }

    private void SetLowWater(int bytes)
    {
        try
        {
            if (hasLowWater)
            {
                socket!.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, bytes);
            }
        }
        catch (SocketException)
        {
            // Not every system has it; the nap is worth it without.
            hasLowWater = false;
        }
    }
}
