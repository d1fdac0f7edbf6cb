using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>Finds the sessions whose locks stand in the way.</summary>
internal static class SwapBlockers
{
    /// <param name="altered">Relations that nobody else may have locked at all.</param>
    /// <param name="referenced">Relations that others may read, but not write to.</param>
    internal static Task<IReadOnlyList<SwapBlocker>> FindAsync(
        NpgsqlConnection connection, IEnumerable<uint> altered, IEnumerable<uint> referenced, CancellationToken ct) =>
        ReadAsync(connection, altered, referenced, [], ct);

    /// <param name="tables">That nobody else may vacuum, or alter in any way.</param>
    internal static Task<IReadOnlyList<SwapBlocker>> FindVacuumsAsync(NpgsqlConnection connection, IEnumerable<uint> tables, CancellationToken ct) =>
        ReadAsync(connection, [], [], tables, ct);

    private static async Task<IReadOnlyList<SwapBlocker>> ReadAsync(
        NpgsqlConnection connection, IEnumerable<uint> altered, IEnumerable<uint> referenced, IEnumerable<uint> vacuumed, CancellationToken ct) =>
        await CatalogQuery.ReadAsync(
            connection, SqlFile.Read("lock_holders"),
            row => new SwapBlocker(
                row.GetInt32(0), row.Text(1), row.Text(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3), row.GetString(4)),
            ct, CatalogQuery.Oids(altered), CatalogQuery.Oids(referenced), CatalogQuery.Oids(vacuumed));
}
