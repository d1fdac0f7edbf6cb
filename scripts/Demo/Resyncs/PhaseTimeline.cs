namespace BunnyDb.Demo.Resyncs;

/// <summary>The phases of a resync, each printed once it is over, and all of them on one line of time in the end.</summary>
internal sealed class PhaseTimeline
{
    private const int WidthColumns = 60;
    private int printed;

    internal void Follow(Resync resync)
    {
        var over = resync.Result is null ? resync.Phases.Count - 1 : resync.Phases.Count;
        for (; printed < over; printed++)
        {
            var phase = resync.Phases[printed];
            Console.WriteLine($"  {phase.Name,-13} over after {phase.Duration.TotalSeconds,6:0.00} s");
        }
    }

    internal static void Draw(Resync resync)
    {
        var start = resync.Phases[0].StartedAt;
        var whole = resync.Phases[^1].EndedAt - start;
        foreach (var phase in resync.Phases)
        {
            var from = (int)((phase.StartedAt - start) / whole * (WidthColumns - 1));
            var width = Math.Max(1, (int)Math.Round(phase.Duration / whole * WidthColumns));
            var bar = new string(' ', from) + new string('█', Math.Min(width, WidthColumns - from));
            Console.WriteLine($"  {phase.Name,-13} {phase.Duration.TotalSeconds,6:0.00} s  │{bar.PadRight(WidthColumns)}│");
        }

        Console.WriteLine($"  {"together",-13} {whole.TotalSeconds,6:0.00} s   {resync.RowsCopied:N0} rows, {resync.Attempts} attempt(s) to swap");
    }
}
