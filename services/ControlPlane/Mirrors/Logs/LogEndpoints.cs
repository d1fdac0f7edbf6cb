using System.Globalization;
using BunnyDb.Catalog.Logs;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Mirrors.Logs;

/// <summary><c>/v1/mirrors/{name}/logs</c>.</summary>
internal static class LogEndpoints
{
    private const int LimitDefault = 50;
    private const int LimitMax = 500;
    private static readonly string[] Levels = ["info", "warning", "error"];

    internal static void MapLogs(this IEndpointRouteBuilder mirror) => mirror.MapGet("/logs", ListAsync).ProducesProblems(400)
        .WithSummary("Read a mirror's log, newest first").WithDescription("level: info, warning or error; search: text in message or details; limit: 1 to 500, 50 unless said; offset.");

    private static async Task<LogPageReply> ListAsync(
        string name, string? level, string? search, string? limit, string? offset, MirrorStore mirrors, LogQueries logs, CancellationToken ct)
    {
        var errors = new FieldErrors();
        errors.Require(string.IsNullOrEmpty(level) || Levels.Contains(level.ToLowerInvariant()), "level", $"'level' must be one of {string.Join(", ", Levels)}.");
        var take = Number(limit, LimitDefault, 1, LimitMax, "limit", errors);
        var skip = Number(offset, 0, 0, int.MaxValue, "offset", errors);
        errors.ThrowIfAny();
        var mirror = await mirrors.GetAsync(name, ct);
        var (entries, total) = await logs.PageAsync(
            mirror.Id, string.IsNullOrEmpty(level) ? null : level.ToLowerInvariant(), string.IsNullOrEmpty(search) ? null : search, take, skip, ct);
        return new LogPageReply([.. entries.Select(LogEntryReply.Of)], total, take, skip);
    }

    private static int Number(string? text, int fallback, int least, int most, string field, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return fallback;
        }

        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;
        errors.Require(isNumber, field, $"'{field}' must be a number from {least} to {most}.");
        return number;
    }

    internal sealed record LogPageReply(IReadOnlyList<LogEntryReply> Logs, long Total, int Limit, int Offset);
}
