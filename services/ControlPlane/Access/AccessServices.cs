using BunnyDb.Catalog.Access;

namespace BunnyDb.ControlPlane.Access;

internal static class AccessServices
{
    internal static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<AccountStore>();
        services.AddSingleton<AccessTokenStore>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton<Sessions>();
        services.AddBearerTokens();
        services.AddAuthorization(AccessPolicy.Configure);
        services.AddHostedService<FirstAdmin>();
    }

    /// <summary>Without AddAuthentication, which would bring keys of data protection that nothing here uses, and write them to the disk.</summary>
    private static void AddBearerTokens(this IServiceCollection services)
    {
        services.AddAuthenticationCore(authentication =>
        {
            authentication.DefaultScheme = BearerHandler.SchemeName;
            authentication.AddScheme<BearerHandler>(BearerHandler.SchemeName, null);
        });
        services.AddWebEncoders();
        services.AddTransient<BearerHandler>();
    }
}
