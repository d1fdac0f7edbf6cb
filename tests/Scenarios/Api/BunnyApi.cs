using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace BunnyDb.Scenarios.Api;

/// <summary>The REST interface as an operator's script sees it. Every reply's text is remembered, so that a test may look for secrets in it.</summary>
internal sealed class BunnyApi(Uri address, string? token, Action<string>? heard = null) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    public static async Task<BunnyApi> LoginAsync(Uri address, string username, string password, Action<string>? heard = null)
    {
        using var stranger = new BunnyApi(address, null);
        var reply = await stranger.PostAsync("/v1/auth/login", new { username, password });
        reply.ShouldHaveStatus(System.Net.HttpStatusCode.OK);
        return new BunnyApi(address, reply["token"], heard);
    }

    public BunnyApi As(string? otherToken) => new(address, otherToken, heard);

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Reply> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<Reply> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Reply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    /// <summary>The lines of an answer that does not end, as they come.</summary>
    public async IAsyncEnumerable<string> LinesAsync(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        using var request = Request(HttpMethod.Get, path, null);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            heard?.Invoke(line);
            yield return line;
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path, object? body)
    {
        var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        return request;
    }

    private async Task<Reply> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = Request(method, path, body);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        heard?.Invoke(text);
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        var isJson = mediaType is "application/json" or "application/problem+json" && text.Length > 0;
        return new Reply($"{method} {path}", response.StatusCode, mediaType, isJson ? JsonSerializer.Deserialize<JsonElement>(text) : default, text);
    }
}
