using System.Text.Json;
using System.Text.RegularExpressions;

namespace BunnyDb.ControlPlane.Api;

/// <summary>What is wrong with a request that could not even be read, without showing any of our types or its values.</summary>
internal static partial class RequestProblem
{
    internal static Problem Of(BadHttpRequestException exception) => exception switch
    {
        { InnerException: JsonException json } => OfJson(json),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => StatusProblem.Of(exception.StatusCode)!,
        { StatusCode: StatusCodes.Status400BadRequest } => ProblemOf.Status(
            400, "malformed_request", "The request lacks its JSON body, or a parameter has the wrong type.", "See /swagger for what this route takes."),
        _ => StatusProblem.Of(exception.StatusCode)
            ?? ProblemOf.Status(exception.StatusCode, "malformed_request", "The request could not be read.", "See /swagger for what this route takes."),
    };

    private static Problem OfJson(JsonException exception)
    {
        var path = FieldPath(exception.Path);
        var errors = new FieldErrors();
        if (UnknownMember().Match(exception.Message) is { Success: true } unknown)
        {
            var member = unknown.Groups[1].Value;
            path = path.EndsWith(member, StringComparison.Ordinal) ? path : path.Length == 0 ? member : $"{path}.{member}";
            errors.Add(path, $"'{path}' is not a field of this request.");
        }
        else if (path.Length > 0 && exception.InnerException is not JsonException && !IsSyntax(exception))
        {
            errors.Add(path, $"'{path}' has the wrong type, is given twice, or is not one of the allowed values.");
        }
        else
        {
            return ProblemOf.Status(
                400, "malformed_json", $"The request's body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).",
                "Send a JSON object as /swagger shows it.");
        }

        return ProblemOf.Invalid(errors.ToDictionary()).Problem;
    }

    /// <summary>The reader's own exception (a derived, internal type) tells of syntax; the deserializer's of content.</summary>
    private static bool IsSyntax(JsonException exception) => exception.InnerException is { } inner && inner.GetType().Name == "JsonReaderException";

    /// <summary><c>$.table_mappings[1].source_table</c> without the root.</summary>
    private static string FieldPath(string? path) => path is null ? "" : path.TrimStart('$').TrimStart('.');

    [GeneratedRegex("^The JSON property '([^']*)' could not be mapped")]
    private static partial Regex UnknownMember();
}
