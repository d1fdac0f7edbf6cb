using System.Globalization;

namespace BunnyDb.Benchmarks;

/// <summary>Where the stack is and how much to do, as <c>scripts/bench</c> hands it on.</summary>
/// <param name="Scale">1 is the full size of every workload.</param>
/// <param name="PageFile">Where the page with the results goes; null when none is wanted.</param>
internal sealed record Settings(
    Uri Api, string AdminUser, string AdminPassword, Uri Source, Uri Destination, string PgBench, int Runs, double Scale, string? PageFile)
{
    internal static Settings FromEnvironment()
    {
        var settings = new Settings(
            new Uri(Required("API_URL")),
            Required("ADMIN_USER"),
            Required("ADMIN_PASSWORD"),
            new Uri(Required("SOURCE_URL")),
            new Uri(Required("DESTINATION_URL")),
            Required("PGBENCH"),
            int.Parse(Optional("BENCH_RUNS") ?? "3", CultureInfo.InvariantCulture),
            double.Parse(Optional("BENCH_SCALE") ?? "1.0", CultureInfo.InvariantCulture),
            Optional("BENCH_PAGE"));
        return settings is { Runs: >= 1, Scale: >= 0.001 and <= 100 }
            ? settings
            : throw new InvalidOperationException("BENCH_RUNS is at least 1, BENCH_SCALE from 0.001 to 100.");
    }

    internal int Scaled(int full) => Math.Max(1, (int)Math.Round(full * Scale));

    private static string Required(string name) => Optional(name) ?? throw new InvalidOperationException($"{name} is not set; run `make bench`.");

    private static string? Optional(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
