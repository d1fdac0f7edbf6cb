using System.Globalization;
using BunnyDb.Benchmarks.Swaps;

namespace BunnyDb.Benchmarks.Results;

/// <summary>The results with what they were made by and on.</summary>
internal sealed record Page(Findings Findings, Settings Settings, string ServerVersion)
{
    private static readonly double MemoryGb = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;

    internal string Circumstances =>
        $"{Settings.Runs} run(s) at scale {Settings.Scale.ToString(CultureInfo.InvariantCulture)}, {Environment.ProcessorCount} cores, {MemoryGb:0.0} GB of memory, PostgreSQL {ServerVersion}";

    internal string Tables => string.Join('\n', Sections.SelectMany(section => section.Tables).Where(table => !table.IsEmpty));

    private Section[] Sections =>
    [
        new(
            "Catching up", [CatchUpTable.Of(Findings.CatchUps), UsageTable.Of(Findings.CatchUps)],
            """
            All contenders copy the tables and stop. The backlog is written once; then each catches up with it in turn, alone, and is timed from the
            request to go on (`POST …/resume`, `ALTER SUBSCRIPTION … ENABLE`, the start of the program) until its destination shows the last transaction.
            Starting up is part of that time. Who is first moves on by one from run to run. A ratio is made within a run; the table shows the median of the
            ratios, which can differ a little from the ratio of the medians.

            - **native** is PostgreSQL's own logical replication with its default options, **BunnyDb** a mirror with its default options through RabbitMQ, and
              **in process** the same with all roles in one process and no broker. **drain** streams the slot as BunnyDb streams and
              throws everything away: what the source takes to decode and to send change by change. A mirror that is this far behind reads by pieces, which takes less (ADR 0013).
            - Each has a database of its own in the same destination cluster. That cluster starts native's workers at once
              (`wal_retrieve_retry_interval = 20ms`) instead of up to five seconds later. Everything else, durability too, is as PostgreSQL comes.
            - Inserts, updates, deletes and rows of 1 KB come in ten transactions unless the line says otherwise.
            - The stack that is not measured idles beside.
            """),
        new(
            "Latency", [LatencyTable.Of(Findings.Delays)],
            """
            From the source's answer to a commit until a session that asks the destination every millisecond or two sees the row, each contender alone.
            The finest step that this can tell is that of the asking.
            """),
        new(
            "The first copy", [CopyTable.Of(Findings.Copies), UsageTable.Of(Findings.Copies)],
            """
            From the request until the table is there with its primary key and, for native and BunnyDb, is followed. Native copies into an empty table
            that has its key already, as it demands; everybody else makes the key afterwards. **psql** is `psql -c 'copy … to stdout' | psql -c 'copy … from stdin'`,
            one stream, and then the key. **pgcopydb** has four jobs, as many as a mirror by default, and splits tables above 128 MB.
            Statistics are gathered by BunnyDb and pgcopydb within that time, by the other two not at all. Two snapshot workers run.
            """),
        new(
            "Resyncs", [ResyncTable.Of(Findings.Resyncs), UsageTable.Of(Findings.Resyncs)],
            """
            From the request until the table is whole again, with its indexes, and followed. **truncate** and **swap** are BunnyDb's two strategies, with their
            default options: a swap also compares the fresh table with the source and gathers its statistics, and its readers see the old rows until the end.
            **native** is `ALTER PUBLICATION … DROP TABLE`, `TRUNCATE`, `ADD TABLE` and `REFRESH PUBLICATION`: its readers see an empty table, then all rows at once, and
            it copies into the indexes that are there.
            """),
        new(
            "Swaps under readers", [StallTable.Of(Findings.Swaps)],
            $"""
            A table of {SwapLocks.Rows:N0} rows with {SwapLocks.Indexes} indexes, {SwapLocks.Views} views and {SwapLocks.InboundKeys} foreign keys to it, swapped again and again by whole resyncs, under {StallProbe.Readers} readers.
            `lock_held_ms` is the history's. The longest read is that of all readers while phase SWAP lasted; beside it, the longest one in as much time, but
            at most a second, just before the resync. Where `lock_held_ms` tells of fewer swaps, the others did not say. With writes: {WriteLoad.Writers} sessions update the source table, {WriteLoad.TransactionsPerSecond} transactions/s together.
            """),
    ];

    /// <summary>The whole page. A section that was not measured stays as it is on the <paramref name="earlier"/> one.</summary>
    internal string Over(string earlier)
    {
        var made = $"Measured on {DateTime.UtcNow:yyyy-MM-dd} by `{Command}`: {Circumstances}.";
        return $"""
            # Benchmarks

            Source, destination, catalogs, RabbitMQ, all services and the benchmark itself share one machine. Each section says when and how it was measured.
            {string.Concat(Sections.Select(section => section.Over(made, earlier)))}
            ## Processor time and memory

            Where they are shown: processor seconds, user and system, of all processes of a part while a contender was measured (median of the runs), and the most memory that
            its busiest process held at once (of all runs): on the source the walsender, on the destination the session that applies. A server process counts the
            shared memory that it touched. Less than {UsageTable.LeftOutSeconds} s is left out. The benchmark fails when a service of ours holds more than {Findings.ServiceBytesMax / 1e6:0} MB.

            ## What this does not show

            A network, several machines, or disks slower than this one's: every part competes for the same {Environment.ProcessorCount} cores, which favours whoever needs least
            processor time in total. One table with one index at a time, and no other load on the destination while it catches up.
            After each measurement an order-free checksum over every row of both sides must be equal, or the benchmark fails.

            """;
    }

    private string Command
    {
        get
        {
            var only = Settings.Only.Count == 0 ? "" : $"BENCH_ONLY={string.Join(',', Settings.Only)} ";
            return $"{only}BENCH_RUNS={Settings.Runs} BENCH_SCALE={Settings.Scale.ToString(CultureInfo.InvariantCulture)} scripts/bench --write";
        }
    }
}
