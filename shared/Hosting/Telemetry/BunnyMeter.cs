using System.Diagnostics.Metrics;

namespace BunnyDb.Hosting.Telemetry;

/// <summary>The meter of every instrument of BunnyDb; <see cref="PrometheusText"/> prints what it measures.</summary>
public static class BunnyMeter
{
    public const string Name = "BunnyDb";

    public static readonly Meter Meter = new(Name);
}
