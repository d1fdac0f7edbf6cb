using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Preflight;

/// <summary>What the destination's preflight needs to know of both databases, read at once.</summary>
/// <param name="Role">The destination's role, quoted.</param>
/// <param name="Ours">Relations that this mirror filled before, so that it may empty them.</param>
/// <param name="WrittenBy">Tables that another mirror writes, with its name.</param>
internal sealed record DestinationFacts(
    string Role,
    IReadOnlyDictionary<QualifiedTable, TableShape> SourceTables,
    IReadOnlyDictionary<QualifiedTable, TableShape> Tables,
    IReadOnlyDictionary<uint, TableAccess> Access,
    IReadOnlyList<TypeShape> SourceTypes,
    IReadOnlyDictionary<QualifiedTable, TypeShape> Types,
    IReadOnlySet<ForeignObject> ForeignObjects,
    IReadOnlyDictionary<string, bool> MayCreateInSchema,
    bool MayCreateSchema,
    bool IsSourceDatabase,
    IReadOnlySet<uint> Ours,
    IReadOnlyDictionary<QualifiedTable, string> WrittenBy,
    IReadOnlyList<Reference> References)
{
    internal static async Task<DestinationFacts> ReadAsync(
        NpgsqlConnection source, NpgsqlConnection destination, IReadOnlyList<TableMapping> mappings, MirrorName mirror, CancellationToken ct)
    {
        var sourceTables = await SchemaReader.ReadTablesAsync(source, mappings.Select(mapping => mapping.Source), ct);
        var tables = await SchemaReader.ReadTablesAsync(destination, mappings.Select(mapping => mapping.Destination), ct);
        var sourceTypes = await SchemaReader.ReadTypesAsync(source, sourceTables.Values, ct);
        var hasBooks = await HasBookkeepingAsync(destination, ct);
        return new DestinationFacts(
            Identifiers.Quote(destination.UserName!), sourceTables, tables,
            await TableAccess.ReadAsync(destination, tables.Values, ct),
            sourceTypes,
            await SchemaReader.FindTypesAsync(destination, [.. sourceTypes.Select(type => type.Name)], ct),
            (await CatalogQuery.ReadAsync(destination, SqlFile.Read("foreign_objects_present"), row => new ForeignObject(row.GetString(0), row.GetString(1)), ct)).ToHashSet(),
            (await CatalogQuery.ReadAsync(destination, "select nspname::text, has_schema_privilege(oid, 'create') and has_schema_privilege(oid, 'usage') from pg_namespace",
                row => (Schema: row.GetString(0), MayCreate: row.GetBoolean(1)), ct)).ToDictionary(row => row.Schema, row => row.MayCreate),
            (await CatalogQuery.ReadAsync(destination, "select has_database_privilege(current_database(), 'create')", row => row.GetBoolean(0), ct)).Single(),
            await DatabaseAsync(source, ct) == await DatabaseAsync(destination, ct),
            hasBooks
                ? (await CatalogQuery.ReadAsync(destination, "select relation from bunnydb.target where mirror = $1", row => row.Oid(0), ct, Text(mirror))).ToHashSet()
                : new HashSet<uint>(),
            hasBooks
                ? (await CatalogQuery.ReadAsync(destination, SqlFile.Read("destination_claims"),
                    row => (Table: new QualifiedTable(row.GetString(0), row.GetString(1)), Mirror: row.GetString(2)), ct, Text(mirror)))
                    .DistinctBy(row => row.Table).ToDictionary(row => row.Table, row => row.Mirror)
                : new Dictionary<QualifiedTable, string>(),
            await CatalogQuery.ReadAsync(destination, SqlFile.Read("references"),
                row => new Reference(new QualifiedTable(row.GetString(0), row.GetString(1)), new QualifiedTable(row.GetString(2), row.GetString(3)), row.GetString(4)), ct,
                CatalogQuery.Oids(tables.Values.Select(table => table.Oid))));
    }

    private static async Task<bool> HasBookkeepingAsync(NpgsqlConnection destination, CancellationToken ct) =>
        (await CatalogQuery.ReadAsync(
            destination,
            """
            select count(*) = 3 from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'bunnydb' and c.relname in ('lane', 'route', 'target') and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
            """,
            row => row.GetBoolean(0), ct)).Single();

    private static async Task<string> DatabaseAsync(NpgsqlConnection connection, CancellationToken ct) =>
        (await CatalogQuery.ReadAsync(connection, SqlFile.Read("same_database"), row => row.GetString(0), ct)).Single();

    private static NpgsqlParameter Text(MirrorName mirror) => new() { Value = mirror.Value, NpgsqlDbType = NpgsqlDbType.Text };
}

/// <summary>A foreign key of the destination, by the tables at its two ends.</summary>
internal sealed record Reference(QualifiedTable Table, QualifiedTable Referenced, string Name);
