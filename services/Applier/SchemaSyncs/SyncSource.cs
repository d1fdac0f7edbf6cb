using System.Text.Json;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Replication;
using BunnyDb.Postgres.Schema;
using BunnyDb.Postgres.SchemaChanges;
using Npgsql;

namespace BunnyDb.Applier.SchemaSyncs;

/// <summary>The mapped tables of a mirror on its source at one moment: what a destination is compared with.</summary>
/// <param name="Types">Those of their columns, and what they are made of, unless built in.</param>
/// <param name="Lsn">Everything that was read was so before this point of the WAL.</param>
internal sealed record SyncSource(
    IReadOnlyDictionary<QualifiedTable, TableShape> Shapes, IReadOnlyDictionary<QualifiedTable, SourceTable> Columns, IReadOnlyList<TypeShape> Types, Lsn Lsn)
{
    internal static async Task<SyncSource> ReadAsync(NpgsqlConnection source, IReadOnlyList<TableMapping> mappings, CancellationToken ct)
    {
        var names = mappings.Select(mapping => mapping.Source).ToList();
        var shapes = await SchemaReader.ReadTablesAsync(source, names, ct);
        var columns = await SourceTableReader.ReadAsync(source, names, ct);
        return new SyncSource(shapes, columns, await SchemaReader.ReadTypesAsync(source, shapes.Values, ct), await WalEnd.ReadAsync(source, ct));
    }

    /// <summary>The same tables, so that both were so at the earlier one's point already.</summary>
    internal bool IsLike(SyncSource other) => Print(this) == Print(other);

    private static string Print(SyncSource tables) =>
        JsonSerializer.Serialize(tables.Columns.Values.OrderBy(table => table.Oid))
        + JsonSerializer.Serialize(tables.Shapes.Values.OrderBy(table => table.Oid).Select(shape => new { shape.Constraints, shape.Indexes, shape.ForeignKeys }));
}
