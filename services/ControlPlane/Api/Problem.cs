using System.Text.Json.Serialization;

namespace BunnyDb.ControlPlane.Api;

/// <summary>The body of every error (RFC 9457, <c>application/problem+json</c>).</summary>
/// <param name="Code">Stable, snake_case: what a script may decide by.</param>
/// <param name="Detail">What happened, to which object. Never holds row values or secrets.</param>
/// <param name="Remedy">What to do next.</param>
public sealed record Problem(int Status, string Title, string Code, string Detail, string Remedy)
{
    public const string MediaType = "application/problem+json";

    /// <summary>Of a request that was refused for its content: what is wrong, by the path of the field in the request's JSON.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }

    /// <summary>Of a refused preflight: every reason with its own remedy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Reason>? Reasons { get; init; }

    /// <summary>Of a request that came too early: the seconds to wait, also in <c>Retry-After</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RetryAfterSeconds { get; init; }
}

/// <summary>One reason of a refusal.</summary>
public sealed record Reason(
    string Code,
    string Message,
    string Remedy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Table,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Column);
