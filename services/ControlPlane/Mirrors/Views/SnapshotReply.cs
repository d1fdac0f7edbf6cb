using BunnyDb.Catalog.Mirrors;

namespace BunnyDb.ControlPlane.Mirrors.Views;

/// <summary>How far the copies of a mirror are.</summary>
/// <param name="RowsTotal">An estimate until the copy is done.</param>
/// <param name="EtaSeconds">Null until a hundredth is done.</param>
internal sealed record SnapshotReply(long RowsCopied, long RowsTotal, long BytesCopied, double Percent, double? EtaSeconds)
{
    /// <summary>The part that must be done before its pace says anything of the rest.</summary>
    private const double EtaFrom = 0.01;

    /// <summary>By rows where their number is known, else by chunks; an estimate that was too low never shows more than the whole. Pure.</summary>
    internal static SnapshotReply? Of(CopyFigures? copy)
    {
        if (copy is null)
        {
            return null;
        }

        var total = Math.Max(copy.RowsTotal, copy.RowsCopied);
        var done = total > 0 ? (double)copy.RowsCopied / total : copy.Chunks > 0 ? (double)copy.ChunksDone / copy.Chunks : 0;
        double? eta = done >= EtaFrom && copy.Seconds is { } seconds ? Math.Round(seconds * (1 - done) / done, 1) : null;
        return new SnapshotReply(copy.RowsCopied, total, copy.BytesCopied, Math.Round(Math.Clamp(done, 0, 1) * 100, 1), eta);
    }
}
