using BunnyDb.Benchmarks.Contenders;

namespace BunnyDb.Benchmarks.Results;

/// <summary>BunnyDb through RabbitMQ beside native replication, beside itself in process, and beside what only reading the slot takes.</summary>
internal static class CatchUpTable
{
    internal static ResultTable Of(IEnumerable<Contest> contests)
    {
        var table = new ResultTable(
            "medians, seconds", "native", "BunnyDb", "in process", "drain", "BunnyDb / native", "the runs", "in process / BunnyDb", "drain / native");
        foreach (var contest in contests)
        {
            var ratios = contest.Ratios(BunnyMirror.ThroughRabbitMq, NativeReplication.Native);
            table.Add(
                contest.Title,
                Cell.Number(contest.Seconds(NativeReplication.Native)),
                Cell.Number(contest.Seconds(BunnyMirror.ThroughRabbitMq)),
                Cell.Number(contest.Seconds(BunnyMirror.InProcess)),
                Cell.Number(contest.Seconds(SlotDrain.Drain)),
                Cell.Number(Median.Of(ratios)),
                Cell.Numbers(ratios),
                Cell.Number(Median.Of(contest.Ratios(BunnyMirror.InProcess, BunnyMirror.ThroughRabbitMq))),
                Cell.Number(Median.Of(contest.Ratios(SlotDrain.Drain, NativeReplication.Native))));
        }

        return table;
    }
}
