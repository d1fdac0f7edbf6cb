using System.Diagnostics.Metrics;
using BunnyDb.Contracts.Values;
using BunnyDb.Hosting.Telemetry;

namespace BunnyDb.CdcReader;

/// <summary>What the reader measures, by mirror.</summary>
internal static class ReaderMetrics
{
    private static readonly Counter<long> ReadBytes = BunnyMeter.Meter.CreateCounter<long>("bunnydb_read_bytes_total", "By", "Bytes of pgoutput messages relayed");
    private static readonly Counter<long> Batches = BunnyMeter.Meter.CreateCounter<long>("bunnydb_batches_total", "{batch}", "Batches written to the change stream");
    private static readonly Counter<long> Starts = BunnyMeter.Meter.CreateCounter<long>("bunnydb_lane_starts_total", "{start}", "Epochs begun to stream a lane");
    private static readonly Gauge<long> LagBytes = BunnyMeter.Meter.CreateGauge<long>("bunnydb_lane_lag_bytes", "By", "WAL between the source and the destination's position; 0 when all is applied");
    private static readonly Gauge<double> LagSeconds = BunnyMeter.Meter.CreateGauge<double>("bunnydb_lane_lag_seconds", "s", "Age of the oldest commit that is not applied; 0 when all is applied");

    internal static void Wrote(MirrorName mirror, int bytes)
    {
        ReadBytes.Add(bytes, Of(mirror));
        Batches.Add(1, Of(mirror));
    }

    internal static void Started(MirrorName mirror) => Starts.Add(1, Of(mirror));

    internal static void Lags(MirrorName mirror, LaneId lane, long bytes, double seconds)
    {
        var id = new KeyValuePair<string, object?>("lane", lane.Value);
        LagBytes.Record(bytes, Of(mirror), id);
        LagSeconds.Record(seconds, Of(mirror), id);
    }

    private static KeyValuePair<string, object?> Of(MirrorName mirror) => new("mirror", mirror.Value);
}
