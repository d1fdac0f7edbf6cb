using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Copy;

/// <summary>One relation that holds rows of a mapped table: the table itself, or a leaf of a partitioned one.</summary>
/// <param name="Pages">Pages now; 0 for a relation that cannot be read by pages (a foreign table, another access method than heap).</param>
/// <param name="RowsPerPage">An estimate, above 0.</param>
/// <param name="HidesRows">Row-level security would keep rows from our role.</param>
public sealed record SourceRelation(QualifiedTable Name, long Pages, double RowsPerPage, bool HidesRows)
{
    public long EstimatedRows => (long)(Pages * RowsPerPage);
}
