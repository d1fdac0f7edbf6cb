using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace BunnyDb.Benchmarks;

/// <summary>The REST API.</summary>
internal sealed class ControlPlane(Uri url) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };

    public void Dispose() => http.Dispose();

    internal async Task LoginAsync(string user, string password, CancellationToken ct)
    {
        var reply = await SendAsync(HttpMethod.Post, "/v1/auth/login", new JsonObject { ["username"] = user, ["password"] = password }, ct);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)reply!["token"]!);
    }

    /// <returns>Null when there is no such thing.</returns>
    internal async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var reply = await http.SendAsync(request, ct);
        var text = await reply.Content.ReadAsStringAsync(ct);
        if (reply.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        return reply.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{method} {path} answered {(int)reply.StatusCode}: {text}");
    }
}
