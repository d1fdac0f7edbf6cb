namespace BunnyDb.Catalog.Logs;

/// <summary>One thing that happened to a mirror.</summary>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Details">A JSON object, or null.</param>
public sealed record LogEntry(long Id, string Level, string Message, string? Details, DateTimeOffset CreatedAt);
