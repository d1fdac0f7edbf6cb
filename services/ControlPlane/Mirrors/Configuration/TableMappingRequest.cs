using System.ComponentModel.DataAnnotations;

namespace BunnyDb.ControlPlane.Mirrors.Configuration;

/// <summary>One table and where it goes.</summary>
/// <param name="SourceTable">schema.table; or only the table, with <paramref name="SourceSchema"/>.</param>
/// <param name="DestinationTable">schema.table; or only the table, with <paramref name="DestinationSchema"/>.</param>
/// <param name="PartitionKey">The column by which the copy is cut into chunks; left out: by the rows' place in the table.</param>
/// <param name="ExcludeColumns">Columns that never leave the source.</param>
internal sealed record TableMappingRequest(
    string? SourceSchema,
    [property: Required] string? SourceTable,
    string? DestinationSchema,
    [property: Required] string? DestinationTable,
    string? PartitionKey,
    IReadOnlyList<string?>? ExcludeColumns);

/// <summary>A mirror's whole list of tables.</summary>
internal sealed record TablesRequest([property: Required] IReadOnlyList<TableMappingRequest?>? TableMappings);
