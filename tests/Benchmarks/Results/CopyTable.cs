using BunnyDb.Benchmarks.Contenders;

namespace BunnyDb.Benchmarks.Results;

/// <summary>BunnyDb's first copy beside native replication's, and beside tools that only copy.</summary>
internal static class CopyTable
{
    internal static ResultTable Of(IEnumerable<Contest> contests)
    {
        var table = new ResultTable(
            "medians, seconds", "native", "psql", "pgcopydb", "BunnyDb", "in process", "BunnyDb / native", "the runs", "BunnyDb / psql", "BunnyDb / pgcopydb");
        foreach (var contest in contests)
        {
            var ratios = contest.Ratios(BunnyMirror.ThroughRabbitMq, NativeReplication.Native);
            table.Add(
                contest.Title,
                Cell.Number(contest.Seconds(NativeReplication.Native)),
                Cell.Number(contest.Seconds(PsqlCopy.Psql)),
                PgCopyDb.IsInstalled ? Cell.Number(contest.Seconds(PgCopyDb.Label)) : "not installed",
                Cell.Number(contest.Seconds(BunnyMirror.ThroughRabbitMq)),
                Cell.Number(contest.Seconds(BunnyMirror.InProcess)),
                Cell.Number(Median.Of(ratios)),
                Cell.Numbers(ratios),
                Cell.Number(Median.Of(contest.Ratios(BunnyMirror.ThroughRabbitMq, PsqlCopy.Psql))),
                Cell.Number(Median.Of(contest.Ratios(BunnyMirror.ThroughRabbitMq, PgCopyDb.Label))));
        }

        return table;
    }
}
