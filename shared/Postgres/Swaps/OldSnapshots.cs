using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>
/// Who could still see the database as it was before a moment. A transaction whose snapshot is older than a shadow's rows would find the table empty
/// after the swap.
/// </summary>
public static class OldSnapshots
{
    /// <summary>The moment is now.</summary>
    public static Task<SnapshotMark> MarkAsync(NpgsqlConnection connection, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Sessions of this database, other than ours, whose snapshot may be older than the mark.</summary>
    public static Task<IReadOnlyList<SwapBlocker>> WhoIsOlderAsync(NpgsqlConnection connection, SnapshotMark mark, CancellationToken ct) =>
        throw new NotSupportedException();
}
