namespace BunnyDb.Demo.Resyncs;

/// <summary>How long reads took, before the resync and during it. Bars are logarithmic: the few long ones are what matters.</summary>
internal static class StallChart
{
    private const int WidthColumns = 30;
    private static readonly double[] BoundsMs = [1, 2, 5, 10, 20, 50, 100, 200];

    internal static void Draw(string leftName, IReadOnlyList<TimedRead> left, string rightName, IReadOnlyList<TimedRead> right)
    {
        Console.WriteLine($"  {"",10}  {leftName,-(WidthColumns + 9)} {rightName}");
        var (lefts, rights) = (Counts(left), Counts(right));
        for (var bucket = 0; bucket <= BoundsMs.Length; bucket++)
        {
            var label = bucket < BoundsMs.Length ? $"< {BoundsMs[bucket]} ms" : $">= {BoundsMs[^1]} ms";
            Console.WriteLine($"  {label,10}  {Row(lefts[bucket], left.Count)} {Row(rights[bucket], right.Count)}");
        }
    }

    private static int[] Counts(IReadOnlyList<TimedRead> reads)
    {
        var counts = new int[BoundsMs.Length + 1];
        foreach (var read in reads)
        {
            counts[BoundsMs.Count(bound => read.Ms >= bound)]++;
        }

        return counts;
    }

    private static string Row(int count, int all)
    {
        var columns = count == 0 ? 0 : (int)Math.Ceiling(Math.Log(count + 1) / Math.Log(all + 1) * WidthColumns);
        return $"{count,7:N0} {new string('█', columns),-WidthColumns}";
    }
}
