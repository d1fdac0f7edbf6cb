using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Swaps;

/// <summary>What a table is besides its columns.</summary>
/// <param name="Tablespace">Also when it is the database's own.</param>
/// <param name="Options">Storage options of the table as <c>name=value</c>; those of its TOAST table begin with <c>toast.</c>.</param>
/// <param name="ReplicaIdentity"><c>pg_class.relreplident</c>.</param>
internal sealed record TableHead(
    uint Oid, string Owner, string Persistence, string AccessMethod, string Tablespace, IReadOnlyList<string> Options, string ReplicaIdentity, string? Comment)
{
    /// <summary>Null when there is no table of that name.</summary>
    internal static async Task<TableHead?> FindAsync(NpgsqlConnection connection, QualifiedTable name, CancellationToken ct) =>
        (await CatalogQuery.ReadAsync(
            connection,
            """
            select c.oid, pg_get_userbyid(c.relowner)::text, c.relpersistence::text, coalesce(am.amname::text, ''),
                   (select spcname::text from pg_tablespace where oid = coalesce(nullif(c.reltablespace, 0), d.dattablespace)),
                   coalesce(c.reloptions, '{}') || array(select 'toast.' || o from pg_class t, unnest(t.reloptions) o where t.oid = c.reltoastrelid),
                   c.relreplident::text, obj_description(c.oid, 'pg_class')
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_database d on d.datname = current_database()
            left join pg_am am on am.oid = c.relam
            where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p')
            """,
            row => new TableHead(
                row.Oid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetFieldValue<string[]>(5), row.GetString(6), row.Text(7)),
            ct,
            new NpgsqlParameter { Value = name.Schema, NpgsqlDbType = NpgsqlDbType.Text },
            new NpgsqlParameter { Value = name.Name, NpgsqlDbType = NpgsqlDbType.Text })).FirstOrDefault();

    /// <summary>What is not the same on a table that was made like this one; null: everything is. A replica identity by index comes with the index.</summary>
    internal string? Differs(TableHead other) =>
        Owner != other.Owner ? "its owner"
        : Persistence != other.Persistence ? "whether it is logged"
        : AccessMethod != other.AccessMethod ? "its access method"
        : Tablespace != other.Tablespace ? "its tablespace"
        : !Options.Order().SequenceEqual(other.Options.Order()) ? "its storage options"
        : (ReplicaIdentity is "f" or "n" || other.ReplicaIdentity is "f" or "n") && ReplicaIdentity != other.ReplicaIdentity ? "its replica identity"
        : null;

    /// <summary><c>with (…)</c>, or nothing.</summary>
    internal static string With(IReadOnlyList<string> options) => options.Count == 0 ? "" : $" with ({Assignments(options)})";

    /// <summary><c>"fillfactor" = '70', toast."autovacuum_enabled" = 'false'</c>.</summary>
    internal static string Assignments(IReadOnlyList<string> options) => string.Join(", ", options.Select(option =>
    {
        var (name, value) = (option[..option.IndexOf('=')], option[(option.IndexOf('=') + 1)..]);
        return $"{string.Join('.', name.Split('.').Select(Identifiers.Quote))} = {Identifiers.Literal(value)}";
    }));
}
