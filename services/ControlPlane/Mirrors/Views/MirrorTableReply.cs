using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;

namespace BunnyDb.ControlPlane.Mirrors.Views;

/// <summary>A mapped table with its state and counters.</summary>
/// <param name="RowsTotal">Null before its copy is planned; an estimate until it is done.</param>
internal sealed record MirrorTableReply(
    string SourceTable,
    string DestinationTable,
    string? PartitionKey,
    IReadOnlyList<string> ExcludeColumns,
    TableStatus Status,
    long RowsCopied,
    long? RowsTotal,
    long BytesCopied,
    long RowsInserted,
    long RowsUpdated,
    long RowsDeleted,
    long Conflicts,
    DateTimeOffset? LastSyncedAt)
{
    /// <param name="stoppedBy">What stopped the mirror: its table is shown as the one in error.</param>
    internal static MirrorTableReply Of(MappedTable table, Fault? stoppedBy) => new(
        table.Mapping.Source.ToString(), table.Mapping.Destination.ToString(), table.Mapping.PartitionKey, table.Mapping.ExcludeColumns,
        IsNamed(table.Mapping, stoppedBy) ? TableStatus.Error : table.Status, table.RowsCopied, table.RowsTotal, table.BytesCopied,
        table.Counters.RowsInserted, table.Counters.RowsUpdated, table.Counters.RowsDeleted, table.Counters.Conflicts, table.LastSyncedAt);

    private static bool IsNamed(TableMapping mapping, Fault? fault) =>
        fault is { Kind: not FaultKind.Transient, Table: { } name } && (Matches(mapping.Source, name) || Matches(mapping.Destination, name));

    /// <summary>PostgreSQL reports schema and table unquoted, our own faults as they are written.</summary>
    private static bool Matches(QualifiedTable table, string name) => name == table.ToString() || name == $"{table.Schema}.{table.Name}";
}
