using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Encodings.Web;

namespace BunnyDb.Demo;

/// <summary>The REST API. Every call that changes something is printed as the curl command that would do the same, without its secrets.</summary>
internal sealed class ControlPlane(Uri url) : IDisposable
{
    private static readonly JsonSerializerOptions Printed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly HttpClient http = new() { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };

    public void Dispose() => http.Dispose();

    internal async Task LoginAsync(string user, string password, CancellationToken ct)
    {
        var reply = await SendAsync(HttpMethod.Post, "/v1/auth/login", new JsonObject { ["username"] = user, ["password"] = password }, ct);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)reply["token"]!);
    }

    internal Task<JsonNode> PostAsync(string path, JsonObject? body, CancellationToken ct) => SendAsync(HttpMethod.Post, path, body, ct);

    internal Task<JsonNode> PutAsync(string path, JsonObject body, CancellationToken ct) => SendAsync(HttpMethod.Put, path, body, ct);

    internal async Task<JsonNode> GetAsync(string path, CancellationToken ct)
    {
        using var reply = await http.GetAsync(path, ct);
        return await ReadAsync(reply, path, ct);
    }

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken ct)
    {
        Print(method, path, body);
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var reply = await http.SendAsync(request, ct);
        return await ReadAsync(reply, path, ct);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage reply, string path, CancellationToken ct)
    {
        var text = await reply.Content.ReadAsStringAsync(ct);
        return reply.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{path} answered {(int)reply.StatusCode}: {text}");
    }

    private void Print(HttpMethod method, string path, JsonObject? body)
    {
        var token = http.DefaultRequestHeaders.Authorization is null ? "" : " -H \"Authorization: Bearer $TOKEN\"";
        var data = "";
        if (body is not null)
        {
            var shown = body.DeepClone().AsObject();
            if (shown.ContainsKey("password"))
            {
                shown["password"] = "…";
            }

            data = $" -H 'Content-Type: application/json' \\\n      -d '{shown.ToJsonString(Printed)}'";
        }

        Console.WriteLine($"  $ curl -X {method} {url.GetLeftPart(UriPartial.Authority)}{path}{token}{data}{(token == "" ? "   # its token is TOKEN below" : "")}");
    }
}
