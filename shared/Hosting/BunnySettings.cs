using BunnyDb.Catalog;
using Microsoft.Extensions.Configuration;

namespace BunnyDb.Hosting;

/// <summary>What a deployed service reads from its environment (contract, section 6).</summary>
public sealed record BunnySettings(
    CatalogOptions Catalog,
    Uri? RabbitMq,
    string SecretKey,
    string? AdminUser,
    string? AdminPassword,
    string BindAddress,
    int ApiPort,
    int MetricsPort)
{
    /// <exception cref="InvalidOperationException">A setting is missing or wrong; the message says which and what to do.</exception>
    public static BunnySettings Read(IConfiguration configuration, bool isDevelopment) => new(
        new CatalogOptions
        {
            Host = configuration["BUNNY_CATALOG_HOST"] ?? "127.0.0.1",
            Port = Port(configuration, "BUNNY_CATALOG_PORT", 5432),
            User = configuration["BUNNY_CATALOG_USER"] ?? "postgres",
            Password = configuration["BUNNY_CATALOG_PASSWORD"],
            Database = configuration["BUNNY_CATALOG_DATABASE"] ?? "bunnydb",
        },
        configuration["BUNNY_RABBITMQ_URL"] is { Length: > 0 } url
            ? Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri : throw new InvalidOperationException("BUNNY_RABBITMQ_URL is not a URL of the form amqp://user:password@host:port/vhost.")
            : null,
        configuration["BUNNY_SECRET_KEY"] is { Length: > 0 } key
            ? key
            : isDevelopment ? "development" : throw new InvalidOperationException("BUNNY_SECRET_KEY is not set. It encrypts the peers' passwords: set the same long random text for every service."),
        configuration["BUNNY_ADMIN_USER"],
        configuration["BUNNY_ADMIN_PASSWORD"],
        configuration["BUNNY_BIND_ADDRESS"] ?? "0.0.0.0",
        Port(configuration, "BUNNY_API_PORT", 8112),
        Port(configuration, "BUNNY_METRICS_PORT", 8113));

    /// <summary>Printing settings never shows a secret.</summary>
    public override string ToString() => $"catalog {Catalog.Host}:{Catalog.Port}/{Catalog.Database}, broker {RabbitMq?.Host ?? "in process"}";

    private static int Port(IConfiguration configuration, string name, int fallback) =>
        configuration[name] is not { Length: > 0 } text ? fallback
        : int.TryParse(text, out var port) && port is > 0 and < 65536 ? port
        : throw new InvalidOperationException($"{name} is '{text}', which is no port number (1 to 65535).");
}
