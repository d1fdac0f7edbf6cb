using System.Net;
using System.Text.Json;

namespace BunnyDb.Scenarios.Api;

/// <summary>What the control plane answered. <paramref name="Body"/> is an undefined element when the reply was no JSON.</summary>
internal sealed record Reply(string Request, HttpStatusCode Status, string? ContentType, JsonElement Body, string Text)
{
    /// <summary>The stable code of a problem document, or null.</summary>
    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string? this[string property] =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public Reply ShouldHaveStatus(params HttpStatusCode[] expected)
    {
        expected.ShouldContain(Status, $"{Request} answered {(int)Status}: {Text}");
        return this;
    }

    /// <summary>A refusal: the status, a problem document, and every word of <paramref name="named"/> somewhere in it.</summary>
    public Reply ShouldRefuse(HttpStatusCode[] expected, params string[] named)
    {
        ShouldHaveStatus(expected);
        ContentType.ShouldBe("application/problem+json", Text);
        Code.ShouldNotBeNullOrEmpty(Text);
        this["remedy"].ShouldNotBeNullOrEmpty(Text);
        foreach (var word in named)
        {
            Text.ShouldContain(word, Case.Insensitive, $"{Request} should name '{word}': {Text}");
        }

        return this;
    }
}
