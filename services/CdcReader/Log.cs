using BunnyDb.Contracts.Values;
using Microsoft.Extensions.Logging;

namespace BunnyDb.CdcReader;

/// <summary>Events 300 to 399: the reader.</summary>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Information, "Opened lane {Lane} of mirror {Mirror}: slot {Slot} at {ConsistentPoint}, generation {Generation}")]
    internal static partial void Opened(ILogger logger, LaneId lane, MirrorName mirror, string slot, Lsn consistentPoint, int generation);

    [LoggerMessage(301, LogLevel.Warning, "The snapshot of lane {Lane}, generation {Generation}, is not held here any more: the copy begins again")]
    internal static partial void SnapshotLost(ILogger logger, LaneId lane, int generation);

    [LoggerMessage(302, LogLevel.Information, "Streaming lane {Lane} of mirror {Mirror} in epoch {Epoch} from {Position}")]
    internal static partial void Streaming(ILogger logger, LaneId lane, MirrorName mirror, long epoch, Lsn position);

    [LoggerMessage(303, LogLevel.Information, "Lane {Lane} begins again after epoch {Epoch}: {Reason}")]
    internal static partial void Restarting(ILogger logger, LaneId lane, long epoch, string reason);

    [LoggerMessage(304, LogLevel.Information, "Placed marker {Marker} of lane {Lane} at {Lsn}")]
    internal static partial void PlacedMarker(ILogger logger, string marker, LaneId lane, Lsn lsn);

    [LoggerMessage(305, LogLevel.Information, "Stopped lane {Lane} of mirror {Mirror}: fenced, slot {Slot} inactive")]
    internal static partial void Stopped(ILogger logger, LaneId lane, MirrorName mirror, string slot);

    [LoggerMessage(306, LogLevel.Information, "Closed lane {Lane} of mirror {Mirror}: slot {Slot}, publication, stream and bookkeeping are gone")]
    internal static partial void Closed(ILogger logger, LaneId lane, MirrorName mirror, string slot);

    [LoggerMessage(307, LogLevel.Warning, "The catalog cannot be used now, lane {Lane} streams on: {Reason}")]
    internal static partial void CatalogUnavailable(ILogger logger, LaneId lane, string reason);

    [LoggerMessage(308, LogLevel.Warning, "What the mirrors' slots hold back is not known now: {Reason}")]
    internal static partial void SlotsUnknown(ILogger logger, string reason);

    [LoggerMessage(309, LogLevel.Debug, "What slot {Slot} of lane {Lane} holds back is not known now: {Reason}")]
    internal static partial void SlotUnknown(ILogger logger, LaneId lane, string slot, string reason);

    [LoggerMessage(310, LogLevel.Error, "Dropped slot {Slot} of mirror {Mirror}, lane {Lane}: it held {HeldBytes} bytes of the source's log, and the mirror allows {MaxSlotLagBytes}")]
    internal static partial void GaveSlotUp(ILogger logger, LaneId lane, MirrorName mirror, string slot, long heldBytes, long maxSlotLagBytes);

    [LoggerMessage(311, LogLevel.Information, "Lane {Lane} is {Bytes} bytes of the source's log behind: reads them by pieces")]
    internal static partial void ReadsBacklog(ILogger logger, LaneId lane, long bytes);

    [LoggerMessage(312, LogLevel.Warning, "The backlog of lane {Lane} cannot be read by pieces and is streamed: {Reason}")]
    internal static partial void StreamsBacklog(ILogger logger, LaneId lane, string reason);
}
