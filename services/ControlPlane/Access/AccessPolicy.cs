using BunnyDb.Catalog.Access;
using BunnyDb.ControlPlane.Api;
using Microsoft.AspNetCore.Authorization;

namespace BunnyDb.ControlPlane.Access;

/// <summary>Who may use a route.</summary>
internal static class AccessPolicy
{
    private const string AnyRole = "any role";
    private const string ReadOrAdmin = "viewers read, admins do everything";
    private const string AdminOnly = "admins only";

    internal static TBuilder ForAnyRole<TBuilder>(this TBuilder routes) where TBuilder : IEndpointConventionBuilder =>
        routes.RequireAuthorization(AnyRole).ProducesProblems(401);

    internal static TBuilder ForReadersAndAdmins<TBuilder>(this TBuilder routes) where TBuilder : IEndpointConventionBuilder =>
        routes.RequireAuthorization(ReadOrAdmin).ProducesProblems(401, 403);

    internal static TBuilder ForAdmins<TBuilder>(this TBuilder routes) where TBuilder : IEndpointConventionBuilder =>
        routes.RequireAuthorization(AdminOnly).ProducesProblems(401, 403);

    internal static void Configure(AuthorizationOptions options)
    {
        options.AddPolicy(AnyRole, policy => policy.RequireAuthenticatedUser());
        options.AddPolicy(AdminOnly, policy => policy.RequireRole(Roles.Admin));
        options.AddPolicy(ReadOrAdmin, policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
            context.User.IsInRole(Roles.Admin) || (context.Resource is HttpContext http && HttpMethods.IsGet(http.Request.Method))));
    }
}
