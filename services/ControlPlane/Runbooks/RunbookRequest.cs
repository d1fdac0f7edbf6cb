using System.Text.Json;
using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Runbooks;

/// <summary>What the body of a command says. Members that we do not know are let pass.</summary>
internal sealed record RunbookRequest(string Mirror, string? Table, bool IsDryRun)
{
    private const int BytesMax = 64 * 1024;

    private const string Shape = """Send a JSON object such as {"mirror":"prod_to_staging"}, with "table":"public.users" where the command is about a table.""";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false };

    /// <exception cref="ProblemException">400: the body is not such a command. No word of it is repeated.</exception>
    internal static RunbookRequest Read(ReadOnlySpan<byte> body)
    {
        if (body.Length > BytesMax)
        {
            throw Malformed($"The body has {body.Length} bytes; a command has at most {BytesMax}.");
        }

        Members members;
        try
        {
            members = JsonSerializer.Deserialize<Members>(body, Json) ?? throw Malformed("The body is null.");
        }
        catch (JsonException e)
        {
            throw Malformed($"The body is not the JSON of a command (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}).");
        }

        if (!MirrorName.IsLegal(members.Mirror))
        {
            throw Malformed("\"mirror\" is missing, or no mirror can have that name.");
        }

        return new RunbookRequest(members.Mirror!, members.Table, members.DryRun ?? false);
    }

    /// <exception cref="ProblemException">400: the command is about a table, and none is named.</exception>
    internal string RequiredTable() => Table ?? throw Malformed("\"table\" is missing.");

    private static ProblemException Malformed(string detail) => ProblemOf.BadRequest("malformed_command", detail, Shape);

    private sealed record Members(string? Mirror, string? Table, bool? DryRun);
}
