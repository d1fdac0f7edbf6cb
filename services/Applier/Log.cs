using BunnyDb.Contracts.Values;

namespace BunnyDb.Applier;

/// <summary>Events 400 to 499: applying.</summary>
internal static partial class Log
{
    [LoggerMessage(400, LogLevel.Information, "Lane {Lane} of mirror {Mirror} is applied from {Position} in epoch {Epoch}, session_replication_role {ReplicationRole}")]
    internal static partial void Applies(ILogger logger, LaneId lane, MirrorName mirror, Lsn position, long epoch, string replicationRole);

    [LoggerMessage(401, LogLevel.Information, "Lane {Lane}: batch {Sequence} of epoch {Epoch} does not follow {Position}; the reader is asked to start again from there")]
    internal static partial void Gap(ILogger logger, LaneId lane, long epoch, long sequence, Lsn position);

    [LoggerMessage(402, LogLevel.Debug, "Lane {Lane}: {Transactions} transactions are applied again with more care: {Reason}")]
    internal static partial void Replays(ILogger logger, LaneId lane, int transactions, string reason);

    [LoggerMessage(403, LogLevel.Information, "Lane {Lane}: an open transaction is rolled back, because the lane's row is waited for")]
    internal static partial void GivesWay(ILogger logger, LaneId lane);

    [LoggerMessage(404, LogLevel.Information, "Lane {Lane} of mirror {Mirror} has taken tables over at a marker")]
    internal static partial void TookOver(ILogger logger, LaneId lane, MirrorName mirror);

    [LoggerMessage(405, LogLevel.Warning, "Lane {Lane}: figures and conflicts cannot be shown now: {Reason}")]
    internal static partial void CannotShow(ILogger logger, LaneId lane, string reason);
}
