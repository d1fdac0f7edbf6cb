using System.Text.Json;
using System.Text.Json.Nodes;
using BunnyDb.Catalog.Logs;

namespace BunnyDb.ControlPlane.Mirrors.Logs;

/// <summary>An entry of a mirror's log.</summary>
/// <param name="Details">An object whose members depend on the message, or null.</param>
internal sealed record LogEntryReply(long Id, string Level, string Message, JsonObject? Details, DateTimeOffset CreatedAt)
{
    internal static LogEntryReply Of(LogEntry entry) => new(
        entry.Id, entry.Level, entry.Message, entry.Details is null ? null : Spelled(JsonNode.Parse(entry.Details)), entry.CreatedAt);

    /// <summary>As the contract spells members; a member without a value is left out.</summary>
    private static JsonObject? Spelled(JsonNode? details) => details is JsonObject members
        ? new JsonObject(members.Where(member => member.Value is not null)
            .Select(member => KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Key), member.Value?.DeepClone())))
        : null;
}
