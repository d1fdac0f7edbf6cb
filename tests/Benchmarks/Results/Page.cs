using System.Globalization;

namespace BunnyDb.Benchmarks.Results;

/// <summary>The results with what they were made by and on.</summary>
internal sealed record Page(Findings Findings, Settings Settings, string ServerVersion)
{
    private static readonly double MemoryGb = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;

    internal string Circumstances =>
        $"{Settings.Runs} run(s) at scale {Settings.Scale.ToString(CultureInfo.InvariantCulture)}, {Environment.ProcessorCount} cores, {MemoryGb:0.0} GB of memory, PostgreSQL {ServerVersion}";

    internal string Tables => string.Join('\n', new[] { CatchUpTable.Of(Findings.CatchUps), CopyTable.Of(Findings.Copies), UsageTable.Of(Findings.Contests) }.Where(table => !table.IsEmpty));

    public override string ToString() =>
        $"""
        # Benchmarks

        Made on {DateTime.UtcNow:yyyy-MM-dd} by `BENCH_RUNS={Settings.Runs} BENCH_SCALE={Settings.Scale.ToString(CultureInfo.InvariantCulture)} scripts/bench --write`: {Circumstances}.
        Source, destination, catalog, RabbitMQ and all services share that machine.

        {Tables}

        """;
}
