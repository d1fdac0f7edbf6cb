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

    /// <summary>What is not the same on a table that was made like this one, and cannot be without writing all of it again; null: nothing.</summary>
    internal string? Differs(TableHead other) =>
        Persistence != other.Persistence ? "whether it is logged"
        : AccessMethod != other.AccessMethod ? "its access method"
        : Tablespace != other.Tablespace ? "its tablespace"
        : null;

    /// <summary>What makes a table that was made like this one its like again. A replica identity by index comes with the index.</summary>
    /// <param name="alter"><c>alter table "s"."t"</c>.</param>
    internal IEnumerable<string> Changes(string alter, TableHead other)
    {
        if (Owner != other.Owner)
        {
            yield return $"{alter} owner to {Identifiers.Quote(Owner)}";
        }

        foreach (var change in OptionsDdl.Changes(Options, other.Options))
        {
            yield return $"{alter} {change}";
        }

        if (ReplicaIdentity != other.ReplicaIdentity && ReplicaIdentity != "i")
        {
            yield return $"{alter} replica identity {ReplicaIdentity switch { "f" => "full", "n" => "nothing", _ => "default" }}";
        }
    }
}
