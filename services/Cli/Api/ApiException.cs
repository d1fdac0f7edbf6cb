using System.Net;
using System.Text.Json;

namespace BunnyDb.Cli.Api;

/// <summary>The API refused, or was not there; the message is for the person at the terminal.</summary>
internal sealed class ApiException(string message) : Exception(message)
{
    internal static ApiException Of(HttpStatusCode status, string body)
    {
        try
        {
            var problem = JsonSerializer.Deserialize<JsonElement>(body);
            var lines = new List<string>();
            if (problem.TryGetProperty("reasons", out var reasons))
            {
                lines.AddRange(reasons.EnumerateArray().Select(reason => $"- {Text(reason, "message")}\n  {Text(reason, "remedy")}"));
            }
            else if (problem.TryGetProperty("errors", out var errors))
            {
                lines.AddRange(errors.EnumerateObject().SelectMany(field => field.Value.EnumerateArray().Select(sentence => $"- {sentence.GetString()}")));
            }
            else
            {
                lines.Add(Text(problem, "detail"));
                lines.Add(Text(problem, "remedy"));
            }

            return new ApiException(string.Join('\n', lines));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new ApiException($"The answer was {(int)status} {status}, and not from BunnyDb.");
        }
    }

    private static string Text(JsonElement element, string member) => element.TryGetProperty(member, out var value) ? value.GetString() ?? "" : "";
}
