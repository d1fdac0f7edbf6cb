using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>The state of the catalog as far as a plan rests on it, as one value that is cheap to ask for again under the locks.</summary>
internal static class SwapStamp
{
    internal static string Sql { get; } = SqlFile.Read("stamp");

    internal static async Task<string> ReadAsync(NpgsqlConnection connection, IEnumerable<uint> relations, CancellationToken ct) =>
        (await CatalogQuery.ReadAsync(connection, Sql, row => row.Text(0) ?? "", ct, CatalogQuery.Oids(relations))).Single();
}
