using System.ComponentModel.DataAnnotations;

namespace BunnyDb.CdcReader;

/// <summary>Settings of one reader process.</summary>
internal sealed class ReaderOptions
{
    /// <summary>
    /// How long the copied tables of a resync may go without having come a twentieth nearer to the source than ever before, from
    /// <c>BUNNY_CATCHUP_PATIENCE_SECONDS</c>. Too short, and a destination that is merely busy for a while costs a whole copy.
    /// </summary>
    [Range(1, 86_400)]
    public int CatchupPatienceSeconds { get; set; } = 600;

    /// <summary>
    /// How far behind, in bytes of the source's log, a lane reads its backlog by pieces before it streams, from <c>BUNNY_BACKLOG_BYTES</c>.
    /// </summary>
    [Range(1, long.MaxValue)]
    public long BacklogBytes { get; set; } = 32L * 1024 * 1024;

    public TimeSpan CatchupPatience => TimeSpan.FromSeconds(CatchupPatienceSeconds);
}
