using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace BunnyDb.ControlPlane.Api;

/// <summary>
/// No text of PostgreSQL can hold a NUL, so that none of ours may: it would come back as an error of whichever statement met it first.
/// A path and a header with one are refused by Kestrel.
/// </summary>
internal sealed class NulRefusal(IOptions<JsonOptions> json) : IEndpointFilter
{
    /// <exception cref="ProblemException">400 with every field of the body and every parameter that holds one.</exception>
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var errors = new FieldErrors();
        foreach (var (name, values) in context.HttpContext.Request.Query)
        {
            errors.Require(!values.Any(HasNul), name, Sentence(name));
        }

        var bodyType = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        if (context.Arguments.FirstOrDefault(argument => argument?.GetType() == bodyType) is { } body)
        {
            Check(JsonSerializer.SerializeToNode(body, body.GetType(), json.Value.SerializerOptions), errors);
        }

        errors.ThrowIfAny();
        return next(context);
    }

    private static void Check(JsonNode? node, FieldErrors errors)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (_, value) in members)
                {
                    Check(value, errors);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Check(item, errors);
                }

                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String && HasNul(value.GetValue<string>()):
                var path = value.GetPath().TrimStart('$').TrimStart('.');
                errors.Add(path, Sentence(path));
                break;
        }
    }

    private static bool HasNul(string? text) => text?.Contains('\0') == true;

    private static string Sentence(string field) => $"'{field}' may not hold a NUL.";
}
