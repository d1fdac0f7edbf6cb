using System.Text.Json;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.SchemaChanges;

/// <summary>Reads source tables from the catalogs as they are now.</summary>
public static class SourceTableReader
{
    /// <summary>Those of the tables that exist, by oid.</summary>
    public static async Task<IReadOnlyDictionary<uint, SourceTable>> ReadAsync(NpgsqlConnection source, IEnumerable<uint> oids, CancellationToken ct)
    {
        var rows = await CatalogQuery.ReadAsync(source, SqlFile.Read("source_columns"), Row, ct, CatalogQuery.Oids(oids));
        return rows.GroupBy(row => row.Table.Oid).ToDictionary(
            table => table.Key, table => table.First().Table with { Columns = [.. table.Select(row => row.Column)] });
    }

    /// <summary>The tables that have these names now.</summary>
    public static async Task<IReadOnlyDictionary<QualifiedTable, SourceTable>> ReadAsync(
        NpgsqlConnection source, IReadOnlyCollection<QualifiedTable> names, CancellationToken ct)
    {
        var oids = await CatalogQuery.ReadAsync(
            source,
            """
            select c.oid from unnest($1::text[], $2::text[]) w (schema_name, table_name)
            join pg_namespace n on n.nspname = w.schema_name join pg_class c on c.relnamespace = n.oid and c.relname = w.table_name
            """,
            row => row.Oid(0), ct, Texts(names.Select(table => table.Schema)), Texts(names.Select(table => table.Name)));
        return (await ReadAsync(source, oids, ct)).Values.ToDictionary(table => table.Name);
    }

    private static (SourceTable Table, SourceColumn Column) Row(NpgsqlDataReader row) => (
        new SourceTable(
            row.Oid(0), new QualifiedTable(row.GetString(1), row.GetString(2)), JsonSerializer.Deserialize<Dictionary<string, long>>(row.GetString(3))!, []),
        new SourceColumn(
            row.GetInt32(4), row.GetString(5), row.Oid(6), row.GetInt32(7), row.GetString(8), row.Text(9), row.GetBoolean(10), row.GetBoolean(11),
            row.GetBoolean(12), row.Text(13), row.GetBoolean(14), row.GetFieldValue<string[]>(15)));

    private static NpgsqlParameter Texts(IEnumerable<string> texts) => new() { Value = texts.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
