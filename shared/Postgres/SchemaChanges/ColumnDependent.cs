using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.SchemaChanges;

/// <summary>Something on the destination that depends on a column.</summary>
/// <param name="Column">The column's number.</param>
/// <param name="Description">As <c>pg_describe_object</c> calls it: <c>rule _RETURN on view v</c>.</param>
/// <param name="IsKey">A primary, unique, exclusion or foreign key, this table's or another's.</param>
/// <param name="ReadsNothingElse">It would be without meaning when the column is gone.</param>
/// <param name="FollowsType">PostgreSQL makes it anew by itself when the column's type changes.</param>
public sealed record ColumnDependent(uint Table, int Column, string Description, bool IsKey, bool ReadsNothingElse, bool FollowsType)
{
    public static Task<List<ColumnDependent>> ReadAsync(NpgsqlConnection connection, IEnumerable<uint> tables, CancellationToken ct) =>
        CatalogQuery.ReadAsync(
            connection, SqlFile.Read("column_dependents"),
            row => new ColumnDependent(row.Oid(0), row.GetInt32(1), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4), row.GetBoolean(5)), ct, CatalogQuery.Oids(tables));
}
