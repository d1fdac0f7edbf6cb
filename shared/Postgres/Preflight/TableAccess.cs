using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Preflight;

/// <summary>What the peer's role may do with one table.</summary>
/// <param name="IsOwner">It owns the table, directly or through a role it is in; a superuser owns everything.</param>
/// <param name="IsHidden">Row-level security would hide rows from it.</param>
/// <param name="UnreadableColumns">Columns it may not select.</param>
/// <param name="MissingPrivileges">Of insert, update, delete, truncate, select.</param>
/// <param name="UnreadableSequences">Sequences of the table's columns that it may not select.</param>
/// <param name="Ancestors">Of a partition: the tables above it.</param>
/// <param name="LeavesWithoutIdentity">Of a partitioned table: partitions whose changes cannot be told.</param>
internal sealed record TableAccess(
    bool MayUseSchema,
    bool IsOwner,
    bool IsHidden,
    IReadOnlyList<string> UnreadableColumns,
    IReadOnlyList<string> MissingPrivileges,
    IReadOnlyList<string> UnreadableSequences,
    IReadOnlyList<uint> Ancestors,
    IReadOnlyList<string> LeavesWithoutIdentity)
{
    internal static async Task<IReadOnlyDictionary<uint, TableAccess>> ReadAsync(NpgsqlConnection connection, IEnumerable<TableShape> tables, CancellationToken ct) =>
        (await CatalogQuery.ReadAsync(connection, SqlFile.Read("table_access"), Access, ct, CatalogQuery.Oids(tables.Select(table => table.Oid))))
            .ToDictionary(row => row.Relation, row => row.Access);

    private static (uint Relation, TableAccess Access) Access(NpgsqlDataReader row) => (row.Oid(0), new TableAccess(
        row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3), row.GetFieldValue<string[]>(4), row.GetFieldValue<string[]>(5),
        row.GetFieldValue<string[]>(6), row.GetFieldValue<uint[]>(7), row.GetFieldValue<string[]>(8)));
}
