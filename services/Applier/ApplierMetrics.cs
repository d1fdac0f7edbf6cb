using System.Diagnostics;
using System.Diagnostics.Metrics;
using BunnyDb.Applier.Routes;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Applier;

/// <summary>What the applier counts, by mirror.</summary>
internal static class ApplierMetrics
{
    private static readonly Meter Meter = new("BunnyDb");
    private static readonly Counter<long> Changes = Meter.CreateCounter<long>("bunnydb_applied_changes_total", description: "Row changes committed on destinations");
    private static readonly Counter<long> Transactions = Meter.CreateCounter<long>("bunnydb_applied_transactions_total", description: "Source transactions committed on destinations");
    private static readonly Counter<long> Conflicts = Meter.CreateCounter<long>("bunnydb_conflicts_total", description: "Changes that met a row that someone else had written");
    private static readonly Histogram<double> Seconds = Meter.CreateHistogram<double>("bunnydb_apply_seconds", "s", "From a destination transaction's beginning to its commit");

    internal static void Committed(MirrorName mirror, Tally tally, long startedAt)
    {
        var tag = new KeyValuePair<string, object?>("mirror", mirror.Value);
        Changes.Add(tally.Changes, tag);
        Transactions.Add(tally.Transactions, tag);
        Conflicts.Add(tally.Conflicts.Values.Sum(), tag);
        Seconds.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, tag);
    }
}
