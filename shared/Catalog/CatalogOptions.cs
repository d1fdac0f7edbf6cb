using System.ComponentModel.DataAnnotations;

namespace BunnyDb.Catalog;

/// <summary>Where the catalog is; from <c>BUNNY_CATALOG_*</c>.</summary>
public sealed record CatalogOptions
{
    [Required]
    public string Host { get; init; } = "127.0.0.1";

    [Range(1, 65535)]
    public int Port { get; init; } = 5432;

    [Required]
    public string User { get; init; } = "postgres";

    public string? Password { get; init; }

    [Required]
    public string Database { get; init; } = "bunnydb";
}
