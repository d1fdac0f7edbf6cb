using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;

namespace BunnyDb.Applier.Targets;

/// <summary>A foreign key of the source whose both ends are mapped, and its place on the destination.</summary>
/// <param name="Table">The destination table that refers.</param>
/// <param name="Referenced">The destination table that is referred to.</param>
/// <param name="Present">The destination's own key of the same columns; null: it lacks one.</param>
internal sealed record ForeignKeyPair(ForeignKeyShape Key, TableShape Table, TableShape Referenced, ForeignKeyShape? Present)
{
    /// <summary>The columns are there, and the referenced ones are unique as PostgreSQL asks for.</summary>
    internal bool CanRefer =>
        Key.Columns.All(name => Table.Column(name) is not null)
        && Referenced.Indexes.Any(index =>
            index is { IsUnique: true, IsImmediate: true, IsPlain: true } && index.KeyColumns.Order().SequenceEqual(Key.ReferencedColumns.Order()));

    /// <param name="destinations">The destination of each mapped source table.</param>
    internal static IEnumerable<ForeignKeyPair> Of(
        IReadOnlyDictionary<QualifiedTable, QualifiedTable> destinations,
        IReadOnlyDictionary<QualifiedTable, TableShape> sourceTables,
        IReadOnlyDictionary<QualifiedTable, TableShape> destinationTables) =>
        from source in sourceTables.Values
        where destinations.ContainsKey(source.Name) && destinationTables.ContainsKey(destinations[source.Name])
        let table = destinationTables[destinations[source.Name]]
        from key in source.ForeignKeys
        where destinations.ContainsKey(key.Referenced) && destinationTables.ContainsKey(destinations[key.Referenced])
        let referenced = destinationTables[destinations[key.Referenced]]
        select new ForeignKeyPair(key, table, referenced, LikeIn(table, key, referenced.Name));

    /// <summary>This pair as the destination's table is now.</summary>
    internal ForeignKeyPair In(TableShape table) => this with { Table = table, Present = LikeIn(table, Key, Referenced.Name) };

    private static ForeignKeyShape? LikeIn(TableShape table, ForeignKeyShape key, QualifiedTable referenced) => table.ForeignKeys.FirstOrDefault(own =>
        own.Referenced == referenced && own.Columns.Zip(own.ReferencedColumns).Order().SequenceEqual(key.Columns.Zip(key.ReferencedColumns).Order()));
}
