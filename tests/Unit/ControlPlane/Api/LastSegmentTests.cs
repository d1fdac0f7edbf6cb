using BunnyDb.ControlPlane.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace BunnyDb.Unit.ControlPlane.Api;

public sealed class LastSegmentTests
{
    [Theory]
    [InlineData("public.users")]
    [InlineData("public.a%2Fb")]
    [InlineData("public.a%2fb")]
    [InlineData("public.a%252Fb")]
    [InlineData("a/b.c%2Fd")]
    [InlineData("\"My Schema\".\"50 % + ä?#&;=\\%2F/\"")]
    public async Task A_name_arrives_as_it_was_meant(string name)
    {
        await using var app = Start();
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        foreach (var after in (string[])["", "/", "?dry_run=true", "?path=/a%2Fb"])
        {
            (await http.GetStringAsync($"/resync/{Uri.EscapeDataString(name)}{after}")).ShouldBe(name, after);
        }
    }

    private static WebApplication Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/resync/{table}", (string table, HttpContext http) => LastSegment.Of(http, table));
        return app;
    }
}
