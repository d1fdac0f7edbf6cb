using System.Diagnostics.Metrics;
using BunnyDb.Contracts.Values;
using BunnyDb.Hosting.Telemetry;
using BunnyDb.Postgres.Copy;

namespace BunnyDb.SnapshotWorker.Chunks;

/// <summary>What this process has copied.</summary>
internal static class CopyMetrics
{
    private static readonly Counter<long> Rows = BunnyMeter.Meter.CreateCounter<long>("bunnydb_copied_rows_total", "rows", "Rows that this worker copied");

    private static readonly Counter<long> Bytes = BunnyMeter.Meter.CreateCounter<long>("bunnydb_copied_bytes_total", "bytes", "Bytes of COPY streams that this worker moved");

    internal static void Count(MirrorName mirror, CopyTally tally)
    {
        var tag = new KeyValuePair<string, object?>("mirror", mirror.Value);
        Rows.Add(tally.Rows, tag);
        Bytes.Add(tally.Bytes, tag);
    }
}
