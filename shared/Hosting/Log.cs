using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Values;
using Microsoft.Extensions.Logging;

namespace BunnyDb.Hosting;

/// <summary>Events 100 to 199: running services.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Warning, "{Role}: the catalog cannot be used now, what runs goes on: {Reason}")]
    internal static partial void CatalogUnavailable(ILogger logger, string role, string reason);

    [LoggerMessage(101, LogLevel.Error, "{Role}: {Order} of lane {Lane} of mirror {Mirror} failed with {Code}: {Reason}")]
    internal static partial void OrderFailed(ILogger logger, string role, LaneOrder order, LaneId lane, MirrorName mirror, string code, string reason, Exception exception);

    [LoggerMessage(103, LogLevel.Warning, "{Role}: {Order} of lane {Lane} of mirror {Mirror} is tried again after {Code} ({Exception}): {Reason}")]
    internal static partial void OrderTriedAgain(ILogger logger, string role, LaneOrder order, LaneId lane, MirrorName mirror, string code, string exception, string reason);

    [LoggerMessage(102, LogLevel.Information, "{Message} was not published, and will be repeated or looked for: {Reason}")]
    internal static partial void NotificationLost(ILogger logger, string message, string reason);
}
