using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace BunnyDb.Hosting.Telemetry;

/// <summary>
/// Listens to <see cref="BunnyMeter"/> and prints its instruments in the Prometheus text format, version 0.0.4: counters as counters,
/// gauges as gauges, histograms as their sum and count. (The OpenTelemetry exporter for Prometheus is not to be had for .NET 10.)
/// </summary>
public sealed class PrometheusText : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Series> series = new();
    private readonly ServiceName service;

    public PrometheusText(ServiceName service)
    {
        this.service = service;
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == BunnyMeter.Name)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.Start();
    }

    /// <summary>All series now.</summary>
    public string Print()
    {
        listener.RecordObservableInstruments();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var text = new StringBuilder()
            .Append("# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes{service=\"").Append(service.Value).Append("\"} ").Append(process.WorkingSet64)
            .Append("\n# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total{service=\"").Append(service.Value).Append("\"} ")
            .Append(process.TotalProcessorTime.TotalSeconds.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (var group in series.GroupBy(s => s.Key.Instrument).OrderBy(g => g.Key.Name, StringComparer.Ordinal))
        {
            PrintInstrument(text, group.Key, group.Select(s => (s.Key.Labels, s.Value)));
        }

        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private static void PrintInstrument(StringBuilder text, Instrument instrument, IEnumerable<(string Labels, Series Series)> all)
    {
        var name = instrument.Name;
        var kind = IsHistogram(instrument) ? "summary" : IsMonotonic(instrument) ? "counter" : "gauge";
        text.Append("# HELP ").Append(name).Append(' ').Append(instrument.Description).Append("\n# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');
        foreach (var (labels, one) in all)
        {
            var (value, count) = one.Read();
            if (IsHistogram(instrument))
            {
                text.Append(name).Append("_sum{").Append(labels).Append("} ").Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n')
                    .Append(name).Append("_count{").Append(labels).Append("} ").Append(count).Append('\n');
            }
            else
            {
                text.Append(name).Append('{').Append(labels).Append("} ").Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
            }
        }
    }

    private static bool IsHistogram(Instrument instrument) => Generic(instrument) == typeof(Histogram<>);

    private static bool IsMonotonic(Instrument instrument) => Generic(instrument) is { } type && (type == typeof(Counter<>) || type == typeof(ObservableCounter<>));

    private static Type? Generic(Instrument instrument) => instrument.GetType() is { IsGenericType: true } type ? type.GetGenericTypeDefinition() : null;

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new StringBuilder("service=\"").Append(service.Value).Append('"');
        foreach (var (name, label) in tags)
        {
            labels.Append(',').Append(name).Append("=\"").Append(label?.ToString()?.Replace("\\", "\\\\").Replace("\"", "\\\"")).Append('"');
        }

        series.GetOrAdd((instrument, labels.ToString()), _ => new Series()).Add(value, adds: IsHistogram(instrument) || Generic(instrument) == typeof(Counter<>) || Generic(instrument) == typeof(UpDownCounter<>));
    }

    private sealed class Series
    {
        private readonly Lock gate = new();
        private double value;
        private long count;

        internal void Add(double measured, bool adds)
        {
            lock (gate)
            {
                value = adds ? value + measured : measured;
                count++;
            }
        }

        internal (double Value, long Count) Read()
        {
            lock (gate)
            {
                return (value, count);
            }
        }
    }
}
