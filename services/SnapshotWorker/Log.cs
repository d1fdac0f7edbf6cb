using BunnyDb.Contracts.Values;
using Microsoft.Extensions.Logging;

namespace BunnyDb.SnapshotWorker;

/// <summary>Events 500 to 599: copying.</summary>
internal static partial class Log
{
    [LoggerMessage(500, LogLevel.Information, "Copy {Generation} of lane {Lane} of mirror {Mirror}: {Chunks} chunks of {Tables} tables, about {Rows} rows")]
    internal static partial void Planned(ILogger logger, LaneId lane, MirrorName mirror, int generation, int chunks, int tables, long rows);

    [LoggerMessage(501, LogLevel.Debug, "Lane {Lane}: chunk {Chunk} of {Relation} copied, {Rows} rows, {Bytes} bytes")]
    internal static partial void Copied(ILogger logger, LaneId lane, int chunk, QualifiedTable relation, long rows, long bytes);

    [LoggerMessage(502, LogLevel.Debug, "Lane {Lane}: chunk {Chunk} of {Relation} was copied before")]
    internal static partial void CopiedBefore(ILogger logger, LaneId lane, int chunk, QualifiedTable relation);

    [LoggerMessage(503, LogLevel.Warning, "Lane {Lane}: chunk {Chunk} could not be given back and stays claimed until this worker starts the copy again: {Reason}")]
    internal static partial void NotReleased(ILogger logger, LaneId lane, int chunk, string reason);

    [LoggerMessage(504, LogLevel.Information, "Lane {Lane} of mirror {Mirror}: every chunk of copy {Generation} is in the destination")]
    internal static partial void Whole(ILogger logger, LaneId lane, MirrorName mirror, int generation);

    [LoggerMessage(505, LogLevel.Warning, "The catalog cannot be used now, other workers do not see this one: {Reason}")]
    internal static partial void PresenceUnknown(ILogger logger, string reason);
}
