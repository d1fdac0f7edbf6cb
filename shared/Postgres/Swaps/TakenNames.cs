using BunnyDb.Postgres.Schema;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Swaps;

/// <summary>The names of relations, types, statistics objects and routines of each schema, read when first asked for.</summary>
internal sealed class TakenNames(NpgsqlConnection connection)
{
    private readonly Dictionary<string, FreeNames> schemas = [];

    /// <summary>The wanted name or a free variant of it; a wanted name that is longer than 63 bytes is cut as PostgreSQL would, and then varied.</summary>
    internal async Task<string> TakeAsync(string schema, string wanted, CancellationToken ct)
    {
        if (!schemas.TryGetValue(schema, out var names))
        {
            names = schemas[schema] = new FreeNames(await CatalogQuery.ReadAsync(
                connection,
                """
                select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1
                union select t.typname::text from pg_type t join pg_namespace n on n.oid = t.typnamespace where n.nspname = $1
                union select s.stxname::text from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace where n.nspname = $1
                union select f.proname::text from pg_proc f join pg_namespace n on n.oid = f.pronamespace where n.nspname = $1
                """,
                row => row.GetString(0), ct, new NpgsqlParameter { Value = schema, NpgsqlDbType = NpgsqlDbType.Text }));
        }

        return names.Take(FreeNames.Shorten(wanted));
    }
}
