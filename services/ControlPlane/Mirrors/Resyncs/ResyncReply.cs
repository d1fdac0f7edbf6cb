using BunnyDb.Catalog.Resyncs;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Resyncs;
using BunnyDb.ControlPlane.Mirrors.Views;

namespace BunnyDb.ControlPlane.Mirrors.Resyncs;

/// <summary>The resync that runs, in the mirror object.</summary>
/// <param name="EtaSeconds">Of the copy; null until a hundredth of it is done.</param>
internal sealed record RunningResyncReply(
    Guid Id,
    IReadOnlyList<string> Tables,
    ResyncStrategy Strategy,
    MirrorPhase Phase,
    DateTimeOffset StartedAt,
    long RowsCopied,
    long RowsTotal,
    long BytesCopied,
    double Percent,
    double? EtaSeconds,
    int Attempts,
    double? LockWaitMs,
    IReadOnlyList<ResyncBlocker> Blockers)
{
    internal static RunningResyncReply Of(Resync resync)
    {
        var isCopied = resync.Phase != MirrorPhase.Snapshot;
        var total = Math.Max(isCopied ? resync.RowsCopied : resync.RowsTotal ?? 0, resync.RowsCopied);
        var done = total > 0 ? (double)resync.RowsCopied / total : isCopied ? 1 : 0;
        double? eta = done >= 0.01 && resync.CopySeconds is { } seconds ? Math.Round(seconds * (1 - done) / done, 1) : null;
        return new RunningResyncReply(
            resync.Id, ResyncNames.Of(resync), resync.Strategy, resync.Phase, resync.StartedAt ?? resync.CreatedAt, resync.RowsCopied, total, resync.BytesCopied,
            Math.Round(done * 100, 1), eta, resync.Attempts, Rounded(resync.LockWaitMs), resync.Blockers);
    }

    internal static double? Rounded(double? milliseconds) => milliseconds is { } value ? Math.Round(value, 2) : null;
}

/// <summary>The last resync that ended, in the mirror object.</summary>
internal sealed record LastResyncReply(
    Guid Id,
    IReadOnlyList<string> Tables,
    ResyncStatus Result,
    FaultReply? Error,
    DateTimeOffset? StartedAt,
    DateTimeOffset FinishedAt,
    double? LockWaitMs,
    double? LockHeldMs)
{
    internal static LastResyncReply Of(Resync resync) => new(
        resync.Id, ResyncNames.Of(resync), resync.Status, FaultReply.Of(resync.Fault), resync.StartedAt ?? resync.CreatedAt, resync.FinishedAt!.Value,
        RunningResyncReply.Rounded(resync.LockWaitMs), RunningResyncReply.Rounded(resync.LockHeldMs));
}

/// <summary>A resync in the history.</summary>
/// <param name="Result">Null while it runs.</param>
internal sealed record ResyncReply(
    Guid Id,
    IReadOnlyList<string> Tables,
    bool IsWhole,
    ResyncStrategy Strategy,
    MirrorPhase Phase,
    IReadOnlyList<ResyncPhaseReply> Phases,
    long RowsCopied,
    long BytesCopied,
    int Attempts,
    IReadOnlyList<ResyncBlocker> Blockers,
    double? LockWaitMs,
    double? LockHeldMs,
    ResyncStatus? Result,
    FaultReply? Error,
    IReadOnlyList<string> Warnings,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt)
{
    internal static ResyncReply Of(Resync resync) => new(
        resync.Id, ResyncNames.Of(resync), resync.IsWhole, resync.Strategy, resync.Phase, ResyncPhaseReply.Of(resync), resync.RowsCopied, resync.BytesCopied,
        resync.Attempts, resync.Blockers, RunningResyncReply.Rounded(resync.LockWaitMs), RunningResyncReply.Rounded(resync.LockHeldMs),
        resync.IsFinished ? resync.Status : null, FaultReply.Of(resync.Fault), resync.Warnings, resync.CreatedAt, resync.StartedAt, resync.FinishedAt);
}

/// <param name="DurationSeconds">So far, of the phase that it is in.</param>
internal sealed record ResyncPhaseReply(MirrorPhase Phase, DateTimeOffset StartedAt, double DurationSeconds)
{
    internal static IReadOnlyList<ResyncPhaseReply> Of(Resync resync) =>
        [.. resync.Phases.Select((phase, at) => new ResyncPhaseReply(
            phase.Phase, phase.StartedAt,
            Math.Round(((at + 1 < resync.Phases.Count ? resync.Phases[at + 1].StartedAt : resync.FinishedAt ?? DateTimeOffset.UtcNow) - phase.StartedAt).TotalSeconds, 3)))];
}

internal static class ResyncNames
{
    /// <summary>By their source names, as the mirror lists them.</summary>
    internal static IReadOnlyList<string> Of(Resync resync) => [.. resync.Tables.Select(table => table.Source.ToString())];
}
