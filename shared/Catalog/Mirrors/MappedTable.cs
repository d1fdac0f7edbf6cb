using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Catalog.Mirrors;

/// <summary>A mapping with its state and counters.</summary>
/// <param name="Lane">The lane that writes the table; null: nobody yet.</param>
/// <param name="RowsTotal">Rows that the copy expects: an estimate until it is done; null before it is planned.</param>
public sealed record MappedTable(
    TableMapping Mapping,
    LaneId? Lane,
    TableStatus Status,
    long? RowsTotal,
    long RowsCopied,
    long BytesCopied,
    TableCounters Counters,
    DateTimeOffset? LastSyncedAt);

/// <summary>Changes applied to one table since its mapping began, counted in the transactions that applied them.</summary>
public sealed record TableCounters(long RowsInserted, long RowsUpdated, long RowsDeleted, long Conflicts);
