using BunnyDb.Benchmarks.Contenders;

namespace BunnyDb.Benchmarks.Results;

/// <summary>Both strategies of a resync beside emptying the table and letting native replication copy it again.</summary>
internal static class ResyncTable
{
    internal static ResultTable Of(IEnumerable<Contest> contests)
    {
        var table = new ResultTable("medians, seconds", "native", "truncate", "swap", "truncate / native", "the runs", "swap / native", "the runs", "swap / truncate");
        foreach (var contest in contests)
        {
            var truncate = contest.Ratios(BunnyMirror.ByTruncate, NativeReplication.Native);
            var swap = contest.Ratios(BunnyMirror.BySwap, NativeReplication.Native);
            table.Add(
                contest.Title,
                Cell.Number(contest.Seconds(NativeReplication.Native)),
                Cell.Number(contest.Seconds(BunnyMirror.ByTruncate)),
                Cell.Number(contest.Seconds(BunnyMirror.BySwap)),
                Cell.Number(Median.Of(truncate)),
                Cell.Numbers(truncate),
                Cell.Number(Median.Of(swap)),
                Cell.Numbers(swap),
                Cell.Number(Median.Of(contest.Ratios(BunnyMirror.BySwap, BunnyMirror.ByTruncate))));
        }

        return table;
    }
}
