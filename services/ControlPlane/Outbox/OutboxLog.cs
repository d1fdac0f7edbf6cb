namespace BunnyDb.ControlPlane.Outbox;

/// <summary>Events 280 to 299: publishing.</summary>
internal static partial class OutboxLog
{
    [LoggerMessage(280, LogLevel.Warning, "Messages were not published now and will be: {Reason}")]
    internal static partial void RelayFailed(ILogger logger, string reason);
}
