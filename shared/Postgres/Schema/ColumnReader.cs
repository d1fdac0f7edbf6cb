using Npgsql;

namespace BunnyDb.Postgres.Schema;

/// <summary>Reads the columns of relations.</summary>
internal static class ColumnReader
{
    /// <summary>Columns by relation, in the order of the table. A relation without columns is not there.</summary>
    internal static async Task<ILookup<uint, ColumnShape>> ReadAsync(NpgsqlConnection connection, IEnumerable<uint> relations, CancellationToken ct) =>
        (await CatalogQuery.ReadAsync(connection, SqlFile.Read("columns"), Column, ct, CatalogQuery.Oids(relations)))
            .ToLookup(row => row.Relation, row => row.Column);

    private static (uint Relation, ColumnShape Column) Column(NpgsqlDataReader row) => (row.Oid(0), new ColumnShape(
        row.GetInt32(1), row.GetString(2),
        new ColumnType(row.Oid(4), row.GetString(3), row.GetString(5), row.GetBoolean(6), CatalogLetters.TypeKind(row.GetString(7)), row.Text(8)) { Modifier = row.GetInt32(15) },
        row.Text(9), row.GetBoolean(10), CatalogLetters.IdentityKind(row.GetString(11)), row.GetString(12) != "", row.Text(13),
        row.GetFieldValue<int[]>(14)));
}
