using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BunnyDb.Unit.Cli;

/// <summary>An API on loopback that gives one answer to everything and remembers what it was asked.</summary>
internal sealed class RecordingApi : IAsyncDisposable
{
    private readonly WebApplication app;

    private RecordingApi(WebApplication app) => this.app = app;

    internal List<string> Requests { get; } = [];

    internal static async Task<RecordingApi> StartAsync(int status, string reply)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var api = new RecordingApi(builder.Build());
        api.app.Run(async http =>
        {
            // As it was sent: a path that was decoded would hide what the escaping did.
            api.Requests.Add($"{http.Request.Method} {http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}");
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(reply);
        });
        await api.app.StartAsync();
        return api;
    }

    /// <summary>What <c>bunnydb</c> said of its failures.</summary>
    internal StringWriter Errors { get; } = new();

    /// <summary>Runs <c>bunnydb</c> against this API; returns its exit code. What a user would see as a stack trace is thrown.</summary>
    internal Task<int> RunAsync(params string[] words) => BunnyDb.Cli.BunnyCommand.Create().Parse([.. words, "--url", app.Urls.Single()])
        .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Error = Errors });

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
