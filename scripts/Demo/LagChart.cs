using System.Diagnostics;

namespace BunnyDb.Demo;

/// <summary>Lag over time: one line a second while it happens, and the whole curve at the end.</summary>
internal sealed class LagChart
{
    private const int HeightLines = 8;
    private const int WidthColumns = 72;
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    private readonly long started = Stopwatch.GetTimestamp();
    private readonly List<(double Second, double LagMb)> samples = [];
    private readonly List<(double Second, string Name)> moments = [];

    internal void Mark(string name) => moments.Add((Now, name));

    internal void Add(double lagBytes, string note)
    {
        var lagMb = lagBytes / 1048576;
        samples.Add((Now, lagMb));
        var bar = new string('█', (int)Math.Min(40, Math.Ceiling(lagMb)));
        Console.WriteLine($"  {Now,5:0} s  {lagMb,7:0.00} MB  {note,-9} {bar}");
    }

    /// <summary>Columns are equal spans of time, each as high as its highest sample.</summary>
    internal void Draw()
    {
        if (samples.Count == 0)
        {
            return;
        }

        var from = samples[0].Second;
        var span = Math.Max(1, samples[^1].Second - from);
        var columns = new double[WidthColumns];
        foreach (var (second, lagMb) in samples)
        {
            var column = Column(second, from, span);
            columns[column] = Math.Max(columns[column], lagMb);
        }

        for (var column = 1; column < WidthColumns; column++)
        {
            // A span in which nothing was measured looks like the one before it.
            columns[column] = columns[column] == 0 ? columns[column - 1] * 0.999 : columns[column];
        }

        var top = Math.Max(0.01, columns.Max());
        for (var line = HeightLines - 1; line >= 0; line--)
        {
            var label = line == HeightLines - 1 ? $"{top,7:0.0} MB" : line == 0 ? "    0 MB  " : new string(' ', 10);
            Console.WriteLine($"{label} │{string.Concat(columns.Select(lag => Eighths[(int)Math.Clamp(Math.Ceiling(((lag / top * HeightLines) - line) * 8), 0, 8)]))}");
        }

        Console.WriteLine($"{new string(' ', 10)} └{new string('─', WidthColumns)}");
        foreach (var (second, name) in moments)
        {
            Console.WriteLine($"{new string(' ', 12 + Column(second, from, span))}▲ {name} ({second:0} s)");
        }
    }

    private double Now => Stopwatch.GetElapsedTime(started).TotalSeconds;

    private static int Column(double second, double from, double span) => (int)Math.Clamp((second - from) / span * (WidthColumns - 1), 0, WidthColumns - 1);
}
