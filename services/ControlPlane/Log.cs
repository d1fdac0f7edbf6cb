namespace BunnyDb.ControlPlane;

/// <summary>Events 200 to 299: the control plane.</summary>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Error, "{Method} {Path} failed")]
    internal static partial void RequestFailed(ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(201, LogLevel.Warning, "{Method} {Path}: the catalog cannot be used now: {Reason}")]
    internal static partial void CatalogUnavailable(ILogger logger, string method, string path, string reason);

    [LoggerMessage(202, LogLevel.Information, "The first admin '{Username}' was created")]
    internal static partial void FirstAdminCreated(ILogger logger, string username);

    [LoggerMessage(203, LogLevel.Warning, "There is no user yet: set BUNNY_ADMIN_USER and BUNNY_ADMIN_PASSWORD and start again")]
    internal static partial void NobodyMayLogIn(ILogger logger);

    [LoggerMessage(204, LogLevel.Warning, "Logins of '{Username}' from {Address} are refused for {Seconds} s after repeated failures")]
    internal static partial void LoginThrottled(ILogger logger, string username, string address, int seconds);

    [LoggerMessage(260, LogLevel.Warning, "Whether a service is missing is not known now: {Reason}")]
    internal static partial void ServicesUnknown(ILogger logger, string reason);

    [LoggerMessage(280, LogLevel.Warning, "Messages were not published now and will be: {Reason}")]
    internal static partial void PublishingFailed(ILogger logger, string reason);

    [LoggerMessage(270, LogLevel.Warning, "Commands of runbooks are not heard now and will be: {Reason}")]
    internal static partial void RunbooksUnheard(ILogger logger, string reason);

    [LoggerMessage(271, LogLevel.Warning, "A runbook's command is tried again in {Seconds} s after {Code}")]
    internal static partial void RunbookCommandWaits(ILogger logger, string code, int seconds);

    [LoggerMessage(272, LogLevel.Warning, "A runbook's command was rejected with {Code}: {Reason}")]
    internal static partial void RunbookCommandRejected(ILogger logger, string code, string reason);

    [LoggerMessage(273, LogLevel.Warning, "The rejection of a runbook's command is not in its mirror's log: {Reason}")]
    internal static partial void RunbookRejectionUntold(ILogger logger, string reason);

    [LoggerMessage(274, LogLevel.Error, "A runbook's command failed")]
    internal static partial void RunbookCommandFailed(ILogger logger, Exception exception);
}
