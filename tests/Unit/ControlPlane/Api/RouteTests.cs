using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.ControlPlane;
using BunnyDb.ControlPlane.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BunnyDb.Unit.ControlPlane.Api;

/// <summary>What holds for every route, the ones that are added later too.</summary>
public sealed class RouteTests
{
    private static readonly Lazy<IReadOnlyList<RouteEndpoint>> Routes = new(Read);

    [Fact]
    public void Only_a_login_needs_no_token() =>
        Routes.Value.Where(route => !route.Metadata.OfType<IAuthorizeData>().Any()).Select(Name).ShouldBe(["POST /v1/auth/login"]);

    [Fact]
    public void Every_route_says_what_it_does() =>
        Routes.Value.Where(route => route.Metadata.GetMetadata<IEndpointSummaryMetadata>() is null).Select(Name).ShouldBeEmpty();

    [Fact]
    public void Every_route_says_how_it_refuses() =>
        Routes.Value.Where(route => !route.Metadata.OfType<IProducesResponseTypeMetadata>().Any(reply => reply.Type == typeof(Problem))).Select(Name).ShouldBeEmpty();

    [Fact]
    public void Every_route_says_what_it_replies() =>
        Routes.Value.Where(route => !route.Metadata.OfType<IProducesResponseTypeMetadata>().Any(reply => reply.StatusCode < 300)).Select(Name).ShouldBeEmpty();

    private static string Name(RouteEndpoint route) =>
        $"{route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single()} {route.RoutePattern.RawText}";

    private static IReadOnlyList<RouteEndpoint> Read()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton<PeerStore>(_ => throw new NotSupportedException());
        builder.Services.AddSingleton<MappingStore>(_ => throw new NotSupportedException());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddControlPlane();
        var app = builder.Build();
        app.MapControlPlane();
        return
        [
            .. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
                .Where(route => route.RoutePattern.RawText!.StartsWith("/v1", StringComparison.Ordinal)),
        ];
    }
}
