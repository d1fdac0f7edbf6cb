using System.Globalization;
using BunnyDb.Benchmarks.Contenders;
using BunnyDb.Benchmarks.Stacks;
using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks;

/// <summary>Where the stacks are and how much to do, as <c>scripts/bench</c> hands it on.</summary>
/// <param name="Services">BunnyDb as services that speak through RabbitMQ; its databases are everybody's.</param>
/// <param name="InProcess">BunnyDb as one process without a broker; null when it is not measured.</param>
/// <param name="Programs">The folder of PostgreSQL's client programs.</param>
/// <param name="Scale">1 is the full size of every workload.</param>
/// <param name="Only">The workloads that are wanted, by their short names; empty: all.</param>
/// <param name="By">The contenders that are wanted, by their names; empty: all.</param>
/// <param name="PageFile">Where the page with the results goes; null when none is wanted.</param>
internal sealed record Settings(
    Stack Services, Stack? InProcess, string Programs, int Runs, double Scale, IReadOnlySet<string> Only, IReadOnlySet<string> By, string? PageFile)
{
    internal static Settings FromEnvironment()
    {
        var settings = new Settings(
            Stack.Read(Required("BENCH_STACK")),
            Optional("BENCH_IN_PROCESS_STACK") is { } inProcess ? Stack.Read(inProcess) : null,
            Required("BENCH_PROGRAMS"),
            int.Parse(Optional("BENCH_RUNS") ?? "5", CultureInfo.InvariantCulture),
            double.Parse(Optional("BENCH_SCALE") ?? "1.0", CultureInfo.InvariantCulture),
            List("BENCH_ONLY"),
            List("BENCH_BY"),
            Optional("BENCH_PAGE"));
        return settings is { Runs: >= 1, Scale: >= 0.001 and <= 100 }
            ? settings
            : throw new InvalidOperationException("BENCH_RUNS is at least 1, BENCH_SCALE from 0.001 to 100.");
    }

    internal int Scaled(int full) => Math.Max(1, (int)Math.Round(full * Scale));

    internal bool Wants(Workload workload) => Wants(workload.Name);

    internal bool Wants(string workload) => Only.Count == 0 || Only.Contains(workload);

    internal bool Wants(ICopier contender) => By.Count == 0 || By.Contains(contender.Name);

    private static HashSet<string> List(string name) =>
        (Optional(name) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static string Required(string name) => Optional(name) ?? throw new InvalidOperationException($"{name} is not set; run `make bench`.");

    private static string? Optional(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
