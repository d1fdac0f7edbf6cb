using BunnyDb.Benchmarks.Contenders;

namespace BunnyDb.Benchmarks.Results;

/// <summary>BunnyDb's first copy beside native replication's.</summary>
internal static class CopyTable
{
    internal static ResultTable Of(IEnumerable<Contest> contests)
    {
        var table = new ResultTable("medians, seconds", "native", "BunnyDb", "BunnyDb / native", "the runs");
        foreach (var contest in contests)
        {
            var ratios = contest.Ratios(BunnyMirror.ThroughRabbitMq, NativeReplication.Native);
            table.Add(
                contest.Title,
                Cell.Number(contest.Seconds(NativeReplication.Native)),
                Cell.Number(contest.Seconds(BunnyMirror.ThroughRabbitMq)),
                Cell.Number(Median.Of(ratios)),
                Cell.Numbers(ratios));
        }

        return table;
    }
}
