using System.Text.Json.Nodes;

namespace BunnyDb.Demo.Resyncs;

/// <summary>One resync as the history in the REST API shows it.</summary>
/// <param name="Result">Null while it runs.</param>
internal sealed record Resync(
    string? Result, string? Error, IReadOnlyList<ResyncPhase> Phases, long RowsCopied, int Attempts, double? LockWaitMs, double? LockHeldMs)
{
    internal static Resync Read(JsonNode json) => new(
        (string?)json["result"],
        json["error"] is JsonObject error ? $"{error["code"]}: {error["message"]} {error["remedy"]}" : null,
        [.. json["phases"]!.AsArray().Select(phase => new ResyncPhase(
            (string)phase!["phase"]!, (DateTimeOffset)phase["started_at"]!, TimeSpan.FromSeconds((double)phase["duration_seconds"]!)))],
        (long)json["rows_copied"]!,
        (int)json["attempts"]!,
        (double?)json["lock_wait_ms"],
        (double?)json["lock_held_ms"]);
}

/// <param name="Duration">So far, of the phase that it is in.</param>
internal sealed record ResyncPhase(string Name, DateTimeOffset StartedAt, TimeSpan Duration)
{
    internal DateTimeOffset EndedAt => StartedAt + Duration;
}
