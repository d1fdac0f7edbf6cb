using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>The end of what a swap has made anew, in the transaction that drops the retired tables.</summary>
internal static class ReplacedObjects
{
    /// <summary>Those that are there still, as they were left.</summary>
    internal static async Task<IReadOnlyList<ReplacedObject>> PresentAsync(NpgsqlConnection connection, IReadOnlyList<ReplacedObject> replaced, CancellationToken ct)
    {
        var there = await CatalogQuery.ReadAsync(
            connection,
            """
            select 1, c.oid, n.nspname::text, c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = any($1) and c.relkind = 'm'
            union all
            select 2, f.oid, n.nspname::text, f.proname::text from pg_proc f join pg_namespace n on n.oid = f.pronamespace where f.oid = any($2)
            """,
            row => new ReplacedObject((ReplacedKind)row.GetInt32(0), row.Oid(1), new QualifiedTable(row.GetString(2), row.GetString(3))), ct,
            CatalogQuery.Oids(Of(replaced, ReplacedKind.MaterializedView)), CatalogQuery.Oids(Of(replaced, ReplacedKind.Routine)));
        return [.. replaced.Intersect(there)];
    }

    internal static IEnumerable<uint> Of(IEnumerable<ReplacedObject> replaced, ReplacedKind kind) =>
        replaced.Where(item => item.Kind == kind).Select(item => item.Oid);

    /// <summary>Routines go first, because the row types in their signatures are of the others.</summary>
    /// <param name="retired">Their policies and rules may read a materialized view that reads them.</param>
    internal static async Task<IReadOnlyList<string>> DropsAsync(
        NpgsqlConnection connection, IReadOnlyList<ReplacedObject> replaced, IReadOnlyList<uint> retired, CancellationToken ct)
    {
        var routines = await CatalogQuery.ReadAsync(
            connection,
            """
            select n.nspname::text, f.proname::text, pg_get_function_identity_arguments(f.oid)
            from pg_proc f join pg_namespace n on n.oid = f.pronamespace where f.oid = any($1)
            """,
            row => $"{Identifiers.Quote(new QualifiedTable(row.GetString(0), row.GetString(1)))}({row.GetString(2)})", ct,
            CatalogQuery.Oids(Of(replaced, ReplacedKind.Routine)));
        var views = replaced.Where(item => item.Kind == ReplacedKind.MaterializedView).Select(item => Identifiers.Quote(item.Name)).ToList();
        var readers = views.Count == 0 ? [] : await ReadersAsync(connection, retired, ct);
        return
        [
            .. readers,
            .. routines.Count == 0 ? (string[])[] : [$"drop routine {string.Join(", ", routines)}"],

            // Together, because they may read one another.
            .. views.Count == 0 ? (string[])[] : [$"drop materialized view {string.Join(", ", views)}"],
        ];
    }

    private static Task<List<string>> ReadersAsync(NpgsqlConnection connection, IReadOnlyList<uint> retired, CancellationToken ct) =>
        CatalogQuery.ReadAsync(
            connection,
            """
            select x.kind, x.name, n.nspname::text, c.relname::text
            from (select 'policy' as kind, polname::text as name, polrelid as tab from pg_policy union all select 'rule', rulename::text, ev_class from pg_rewrite) x
            join pg_class c on c.oid = x.tab join pg_namespace n on n.oid = c.relnamespace where c.oid = any($1)
            """,
            row => $"drop {row.GetString(0)} {Identifiers.Quote(row.GetString(1))} on {Identifiers.Quote(new QualifiedTable(row.GetString(2), row.GetString(3)))}", ct,
            CatalogQuery.Oids(retired));
}
