namespace BunnyDb.Demo;

/// <summary>Where the stack is, as <c>scripts/demo</c> hands it on.</summary>
internal sealed record Addresses(Uri Api, string AdminUser, string AdminPassword, Uri Source, Uri Destination, string? CitiesFile, string PgBench)
{
    internal static Addresses FromEnvironment() => new(
        new Uri(Required("API_URL")),
        Required("ADMIN_USER"),
        Required("ADMIN_PASSWORD"),
        new Uri(Required("SOURCE_URL")),
        new Uri(Required("DESTINATION_URL")),
        Environment.GetEnvironmentVariable("CITIES_FILE") is { Length: > 0 } file ? file : null,
        Required("PGBENCH"));

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : throw new InvalidOperationException($"{name} is not set; run `make demo`.");
}
