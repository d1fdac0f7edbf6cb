using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>
/// Who sits on a table. Asking for the lock of a swap while somebody does makes every other reader wait for nothing: better to ask in a moment in which nobody does.
/// </summary>
public static class Lingerers
{
    /// <summary>Empty: whoever uses these tables now does so for a moment only, as far as our role can see.</summary>
    public static async Task<IReadOnlyList<SwapBlocker>> FindAsync(NpgsqlConnection connection, IEnumerable<uint> tables, CancellationToken ct) =>
        await CatalogQuery.ReadAsync(
            connection, SqlFile.Read("lingering"),
            row => new SwapBlocker(row.GetInt32(0), row.Text(1), row.Text(2), row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3), row.GetString(4)),
            ct, CatalogQuery.Oids(tables));
}
