using BunnyDb.Contracts.Values;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Schema;

/// <summary>Reads tables and types from PostgreSQL's catalogs (14 and newer), a few queries for any number of them.</summary>
public static class SchemaReader
{
    /// <summary>The tables that exist, by name. Anything that has a name among relations is there, also views and indexes.</summary>
    public static async Task<IReadOnlyDictionary<QualifiedTable, TableShape>> ReadTablesAsync(
        NpgsqlConnection connection, IEnumerable<QualifiedTable> names, CancellationToken ct)
    {
        var wanted = names.Distinct().ToList();
        var heads = await CatalogQuery.ReadAsync(connection, SqlFile.Read("tables"), Head, ct,
            Texts(wanted.Select(table => table.Schema)), Texts(wanted.Select(table => table.Name)));
        var oids = heads.Select(head => head.Oid).ToList();
        var columns = await ColumnReader.ReadAsync(connection, oids, ct);
        var constraints = await PartsAsync(connection, "constraints", oids, Constraint, ct);
        var indexes = await PartsAsync(connection, "indexes", oids, Index, ct);
        var foreignKeys = await PartsAsync(connection, "foreign_keys", oids, ForeignKey, ct);
        var sequences = await PartsAsync(connection, "sequences", oids, Sequence, ct);
        var foreignObjects = await PartsAsync(connection, "foreign_objects", oids, ForeignObject, ct);
        return heads
            .Select(head => head with
            {
                Columns = [.. columns[head.Oid]],
                Constraints = [.. constraints[head.Oid]],
                Indexes = [.. indexes[head.Oid]],
                ForeignKeys = [.. foreignKeys[head.Oid]],
                Sequences = [.. sequences[head.Oid]],
                ForeignObjects = [.. foreignObjects[head.Oid]],
            })
            .ToDictionary(table => table.Name);
    }

    /// <summary>The types of these tables' columns and everything they are made of, unless built in; what others are made of comes first.</summary>
    public static Task<List<TypeShape>> ReadTypesAsync(NpgsqlConnection connection, IEnumerable<TableShape> tables, CancellationToken ct) =>
        CatalogQuery.ReadAsync(connection, SqlFile.Read("types"), Type, ct,
            CatalogQuery.Oids(tables.SelectMany(table => table.Columns).Select(column => column.Type.Oid).Distinct()));

    /// <summary>Those of the named types that exist, by name.</summary>
    public static async Task<IReadOnlyDictionary<QualifiedTable, TypeShape>> FindTypesAsync(
        NpgsqlConnection connection, IReadOnlyCollection<QualifiedTable> names, CancellationToken ct)
    {
        var oids = await CatalogQuery.ReadAsync(connection, SqlFile.Read("types_named"), row => row.Oid(0), ct,
            Texts(names.Select(type => type.Schema)), Texts(names.Select(type => type.Name)));
        var types = await CatalogQuery.ReadAsync(connection, SqlFile.Read("types"), Type, ct, CatalogQuery.Oids(oids));
        return types.ToDictionary(type => type.Name);
    }

    private static async Task<ILookup<uint, T>> PartsAsync<T>(
        NpgsqlConnection connection, string file, IEnumerable<uint> oids, Func<NpgsqlDataReader, T> part, CancellationToken ct) =>
        (await CatalogQuery.ReadAsync(connection, SqlFile.Read(file), row => (Relation: row.Oid(0), Part: part(row)), ct, CatalogQuery.Oids(oids)))
            .ToLookup(row => row.Relation, row => row.Part);

    private static TableShape Head(NpgsqlDataReader row) => new(
        row.Oid(0), new QualifiedTable(row.GetString(1), row.GetString(2)), CatalogLetters.RelationKind(row.GetString(3)),
        CatalogLetters.Persistence(row.GetString(4)), row.GetBoolean(6), row.GetBoolean(7), row.GetBoolean(8),
        CatalogLetters.ReplicaIdentity(row.GetString(5)), row.GetFieldValue<string[]>(9), row.GetInt64(10), [], [], [], [], [], []);

    private static ConstraintShape Constraint(NpgsqlDataReader row) => new(
        row.GetString(1), CatalogLetters.ConstraintKind(row.GetString(2)), row.GetString(3), row.GetFieldValue<int[]>(4),
        row.Oid(5) == 0 ? null : row.Oid(5), row.GetBoolean(6));

    private static IndexShape Index(NpgsqlDataReader row) => new(
        row.Oid(1), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4), row.GetBoolean(5), row.GetBoolean(6),
        row.Text(7) ?? throw new InvalidOperationException($"The definition of index {row.GetString(2)} does not begin as expected."),
        row.GetFieldValue<int[]>(8), row.GetBoolean(9), row.GetFieldValue<string[]>(10));

    private static ForeignKeyShape ForeignKey(NpgsqlDataReader row) => new(
        row.GetString(1), row.GetFieldValue<string[]>(2), new QualifiedTable(row.GetString(3), row.GetString(4)), row.GetFieldValue<string[]>(5),
        row.GetBoolean(6), CatalogLetters.ForeignKeyAction(row.GetString(7)), CatalogLetters.ForeignKeyAction(row.GetString(8)),
        row.GetFieldValue<string[]>(9), row.GetBoolean(10), row.GetBoolean(11), row.GetBoolean(12));

    private static SequenceShape Sequence(NpgsqlDataReader row) => new(
        row.GetInt32(1), new QualifiedTable(row.GetString(2), row.GetString(3)), row.GetBoolean(4), row.GetBoolean(5), row.GetBoolean(6),
        row.GetString(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12), row.GetBoolean(13));

    private static ForeignObject ForeignObject(NpgsqlDataReader row) => new(row.GetString(1), row.GetString(2));

    private static TypeShape Type(NpgsqlDataReader row)
    {
        var kind = CatalogLetters.TypeKind(row.GetString(3));
        return new TypeShape(
            row.Oid(0), new QualifiedTable(row.GetString(1), row.GetString(2)), kind, row.GetBoolean(4), row.GetBoolean(5), row.Text(6),
            row.GetFieldValue<string[]>(7),
            kind == TypeKind.Domain
                ? new DomainShape(row.Oid(16), row.GetString(8), row.GetBoolean(9), row.Text(10), row.Text(11), Pair(row, 13, 12, (name, check) => new CheckShape(name, check)))
                : null,
            Pair(row, 14, 15, (name, declaration) => new AttributeShape(name, declaration)),
            row.GetFieldValue<uint[]>(17));
    }

    private static List<T> Pair<T>(NpgsqlDataReader row, int first, int second, Func<string, string, T> make) =>
        [.. row.GetFieldValue<string[]>(first).Zip(row.GetFieldValue<string[]>(second), make)];

    private static NpgsqlParameter Texts(IEnumerable<string> texts) =>
        new() { Value = texts.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
