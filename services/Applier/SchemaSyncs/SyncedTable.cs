using BunnyDb.Contracts.Mirrors;
using BunnyDb.Postgres.Schema;
using BunnyDb.Postgres.SchemaChanges;

namespace BunnyDb.Applier.SchemaSyncs;

/// <summary>All that is compared of one mapped table.</summary>
/// <param name="SourceColumns">The source's columns as the record of changes knows them; <paramref name="DestinationColumns"/> alike.</param>
/// <param name="Known">The source table that the destination's was last made to fit; null: that is not on record.</param>
/// <param name="HasPassed">No change is under way that is older than what was read of the source: what comes fits it.</param>
/// <param name="Dependents">What depends on the destination's columns.</param>
/// <param name="WithNulls">Destination columns that hold a NULL and shall not.</param>
/// <param name="LackingTypes">Declarations of the source's columns that the destination has no type for.</param>
internal sealed record SyncedTable(
    TableMapping Mapping,
    TableShape Source,
    SourceTable SourceColumns,
    TableShape Destination,
    SourceTable DestinationColumns,
    KnownSource? Known,
    bool HasPassed,
    IReadOnlyList<ColumnDependent> Dependents,
    IReadOnlySet<string> WithNulls,
    IReadOnlySet<string> LackingTypes)
{
    /// <summary>The source's columns that the mirror does not leave out.</summary>
    internal IReadOnlyList<SourceColumn> Carried
    {
        get
        {
            var leftOut = Source.LeftOut(Mapping.ExcludeColumns);
            return [.. SourceColumns.Columns.Where(column => !leftOut.Contains(column.Number))];
        }
    }

    /// <summary>The source has another table by this name than the one that was copied.</summary>
    internal bool IsReplaced => Known is { } known && known.Oid != SourceColumns.Oid;

    /// <summary>A column whose values are not the source's though its name is; null: none.</summary>
    internal string? Moved => Known?.Moved(SourceColumns, DestinationNames);

    internal IReadOnlySet<string> DestinationNames => DestinationColumns.Columns.Select(column => column.Name).ToHashSet();

    internal SourceColumn? OnDestination(string name) => DestinationColumns.Columns.FirstOrDefault(column => column.Name == name);

    internal IEnumerable<ColumnDependent> On(SourceColumn destination) => Dependents.Where(dependent => dependent.Column == destination.Number);
}
