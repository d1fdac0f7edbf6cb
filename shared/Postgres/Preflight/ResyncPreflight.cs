using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using BunnyDb.Postgres.Swaps;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Preflight;

/// <summary>Whether tables can be refreshed, found before a byte is copied; writes nothing.</summary>
/// <param name="Users">Who uses which of the tables now, for show: a swap waits for them, in short tries.</param>
/// <param name="BytesToCopy">What the tables take on the source, with their indexes.</param>
public sealed record ResyncPreflight(PreflightResult Findings, IReadOnlyList<string> Users, long BytesToCopy)
{
    public static async Task<ResyncPreflight> RunAsync(
        NpgsqlConnection source, NpgsqlConnection destination, IReadOnlyList<TableMapping> mappings, ResyncStrategy strategy, CancellationToken ct)
    {
        var found = new Findings();
        var users = new List<string>();
        var tables = await CatalogQuery.ReadAsync(
            destination, SqlFile.Read("resync_tables"),
            row => new Facts(
                new QualifiedTable(row.GetString(0), row.GetString(1)), row.GetBoolean(2), row.GetBoolean(3), row.GetString(4),
                row.GetFieldValue<string[]>(5), row.GetFieldValue<string[]>(6)),
            ct, Names(mappings.Select(mapping => mapping.Destination.Schema)), Names(mappings.Select(mapping => mapping.Destination.Name)));
        foreach (var table in tables)
        {
            users.AddRange(table.Users.Select(user => $"{table.Name}: {user}"));
            Judge(table, strategy, found);
        }

        var swappable = tables.Where(table => table.IsThere && table.IsOurs).Select(table => new SwapPair(table.Name, null)).ToList();
        if (strategy == ResyncStrategy.Swap && swappable.Count > 0)
        {
            foreach (var obstacle in (await SwapPlan.ReadAsync(destination, swappable, ct)).Obstacles)
            {
                found.Refuse(obstacle.Code, $"{obstacle.Object}: {obstacle.Reason}", obstacle.Remedy);
            }
        }

        var bytes = await BytesAsync(source, mappings, ct);
        if (strategy == ResyncStrategy.Swap)
        {
            found.Advise(
                "disk_unknown", $"Until the swap both the old and the fresh tables are there: about {bytes / 1048576} MB more on the destination. PostgreSQL cannot tell how much is free there.",
                "Look at the destination's disk first.");
        }

        return new ResyncPreflight(found.ToResult(), users, bytes);
    }

    private static void Judge(Facts table, ResyncStrategy strategy, Findings found)
    {
        if (!table.IsThere)
        {
            if (strategy == ResyncStrategy.Swap)
            {
                found.Refuse("destination_missing", $"The destination has no table {table.Name}.", "Pause the mirror, remove the table and add it again: then it is made anew.", table.Name);
            }

            return;
        }

        if (!table.IsOurs)
        {
            found.Refuse("not_owner", $"{table.Name} on the destination belongs to a role that the peer's role is not a member of.", "Grant that role, or alter the table's owner.", table.Name);
        }

        foreach (var referencing in table.ForeignReferencing)
        {
            found.Refuse(
                "not_owner", $"{referencing} refers to {table.Name} by a foreign key and belongs to a role that the peer's role is not a member of.",
                "Grant that role: the key has to be made anew.", table.Name);
        }
    }

    private static async Task<long> BytesAsync(NpgsqlConnection source, IReadOnlyList<TableMapping> mappings, CancellationToken ct) =>
        (await CatalogQuery.ReadAsync(
            source,
            """
            select coalesce(sum(pg_total_relation_size(p.relid)), 0)::bigint
            from unnest($1::text[], $2::text[]) t (s, n) join pg_namespace n on n.nspname = t.s join pg_class c on c.relnamespace = n.oid and c.relname = t.n,
              lateral (select c.oid as relid where c.relkind = 'r' union all select relid from pg_partition_tree(c.oid) where c.relkind = 'p' and isleaf) p
            """,
            row => row.GetInt64(0), ct, Names(mappings.Select(mapping => mapping.Source.Schema)), Names(mappings.Select(mapping => mapping.Source.Name)))).Single();

    private static NpgsqlParameter Names(IEnumerable<string> names) => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = names.ToArray() };

    private sealed record Facts(QualifiedTable Name, bool IsThere, bool IsOurs, string Kind, string[] Users, string[] ForeignReferencing);
}
