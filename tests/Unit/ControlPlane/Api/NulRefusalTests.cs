using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BunnyDb.Unit.ControlPlane.Api;

public sealed class NulRefusalTests
{
    [Theory]
    [InlineData("""{"source_peer":"a\u0000"}""", "source_peer")]
    [InlineData("""{"table_mappings":[{},null,{"partition_key":"\u0000"}]}""", "table_mappings[2].partition_key")]
    [InlineData("""{"table_mappings":[{"exclude_columns":["a","b\u0000c"]}]}""", "table_mappings[0].exclude_columns[1]")]
    [InlineData("""{"source_peer":"\u0000","destination_peer":"\u0000"}""", "destination_peer", "source_peer")]
    public async Task A_field_with_a_NUL_is_named_by_its_path(string body, params string[] paths) =>
        await ShouldRefuseAsync(http => http.PostAsync("/v1", new StringContent(body, null, "application/json")), paths);

    [Theory]
    [InlineData("/v1?search=%00", "search")]
    [InlineData("/v1?level=info&search=a%00b", "search")]
    [InlineData("/v1?search=a&search=%00", "search")]
    public async Task A_parameter_with_a_NUL_is_named(string path, string name) => await ShouldRefuseAsync(http => http.GetAsync(path), name);

    [Fact]
    public async Task The_text_of_an_escape_is_no_NUL()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        (await http.GetAsync("/v1?search=%2500")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.PostAsync("/v1", new StringContent("""{"source_peer":"\\u0000"}""", null, "application/json"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task ShouldRefuseAsync(Func<HttpClient, Task<HttpResponseMessage>> ask, params string[] paths)
    {
        await using var app = await StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        var reply = await ask(http);

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await reply.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe("validation_failed");
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe(paths);
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRestApi();
        var app = builder.Build();
        app.UseRestApi();
        var v1 = app.MapGroup("/v1").AddEndpointFilter<RouteGroupBuilder, NulRefusal>();
        v1.MapGet("", (string? search) => search);
        v1.MapPost("", (MirrorRequest request) => request.SourcePeer);
        await app.StartAsync();
        return app;
    }
}
