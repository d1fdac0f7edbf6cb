using System.Globalization;

namespace BunnyDb.Benchmarks.Results;

/// <summary>The results with what they were made by and on.</summary>
internal sealed record Page(ResultTable Results, Settings Settings, string ServerVersion)
{
    private static readonly double MemoryGb = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;

    internal string Circumstances =>
        $"{Settings.Runs} run(s) at scale {Settings.Scale.ToString(CultureInfo.InvariantCulture)}, {Environment.ProcessorCount} cores, {MemoryGb:0.0} GB of memory, PostgreSQL {ServerVersion}";

    public override string ToString() =>
        $"""
        # Benchmarks

        Made on {DateTime.UtcNow:yyyy-MM-dd} by `BENCH_RUNS={Settings.Runs} BENCH_SCALE={Settings.Scale.ToString(CultureInfo.InvariantCulture)} scripts/bench --write`: {Circumstances}.
        Source, destination, catalog, RabbitMQ and all services share that machine.

        {Results}
        The ratio is BunnyDb's time through RabbitMQ divided by the time of PostgreSQL's own logical replication in the same run; below 1 is faster.
        The column shows the median of the runs' ratios, which are listed beside it.

        - **Catching up.** Both are stopped while the backlog is written, once; then each in turn catches up alone, from the request to go on
          until its destination shows the last transaction. Inserts, updates and deletes come in ten transactions. Who is first alternates.
        - **Initial copy.** From the request until the table is there with its key and follows. Native replication copies into an empty table
          that has its key already, as it demands; BunnyDb makes the table, with two snapshot workers.
        - Each has a database of its own in the same destination cluster. Both use their default options, but that the
          cluster starts native's workers at once (`wal_retrieve_retry_interval`) instead of up to five seconds later.
        - After each measurement an order-free checksum over every row of both sides must be equal, or the benchmark fails.

        """;
}
