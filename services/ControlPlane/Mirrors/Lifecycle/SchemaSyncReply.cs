using System.Text.Json;
using System.Text.Json.Serialization;
using BunnyDb.Contracts.SchemaSyncs;

namespace BunnyDb.ControlPlane.Mirrors.Lifecycle;

/// <summary>What a schema sync did, or would do.</summary>
internal sealed record SchemaSyncReply(string Message, bool DryRun, IReadOnlyList<SchemaStepReply> Steps)
{
    internal static SchemaSyncReply Of(string mirror, bool isDryRun, IReadOnlyList<SchemaStep> steps) =>
        new(Describe(mirror, isDryRun, steps), isDryRun, [.. steps.Select(SchemaStepReply.Of)]);

    private static string Describe(string mirror, bool isDryRun, IReadOnlyList<SchemaStep> steps)
    {
        if (steps.Count == 0)
        {
            return $"The destination's tables of mirror '{mirror}' fit the source's";
        }

        var counts = string.Join(", ", steps.GroupBy(step => step.Status).OrderBy(group => group.Key).Select(group => $"{group.Count()} {SchemaStepReply.Spelled(group.Key)}"));
        return isDryRun ? $"Nothing was changed for mirror '{mirror}': {counts}" : $"Schema synced for mirror '{mirror}': {counts}";
    }
}

/// <param name="Status"><c>planned</c>, <c>applied</c>, <c>refused</c> or <c>later</c>.</param>
internal sealed record SchemaStepReply(
    string Table,
    string Kind,
    string Statement,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Remedy)
{
    internal static SchemaStepReply Of(SchemaStep step) => new(step.Table, Spelled(step.Kind), step.Statement, Spelled(step.Status), step.Reason, step.Remedy);

    internal static string Spelled<T>(T choice) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.ToString());
}
