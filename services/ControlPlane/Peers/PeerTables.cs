using BunnyDb.Contracts.Values;
using Npgsql;

namespace BunnyDb.ControlPlane.Peers;

/// <summary>A table of a peer that could be mapped.</summary>
/// <param name="EstimatedRows">What the planner believes; null: the table was never analyzed.</param>
/// <param name="ReplicaIdentity"><c>default</c>, <c>index</c>, <c>full</c> or <c>nothing</c>; also <c>nothing</c> where default finds no primary key.</param>
internal sealed record PeerTable(string Schema, string TableName, long? EstimatedRows, long Bytes, string ReplicaIdentity)
{
    internal QualifiedTable Qualified() => new(Schema, TableName);
}

/// <summary>Lists a peer's tables from its catalogs: estimates, because counting would read every row.</summary>
internal static class PeerTables
{
    internal static async Task<IReadOnlyList<PeerTable>> ListAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select n.nspname::text, c.relname::text,
                   case when c.relkind = 'p'
                     then (select sum(nullif(leaf.reltuples, -1))::bigint from pg_partition_tree(c.oid) t join pg_class leaf on leaf.oid = t.relid where t.isleaf)
                     else nullif(c.reltuples, -1)::bigint end,
                   case when c.relkind = 'p'
                     then (select coalesce(sum(pg_table_size(t.relid)), 0)::bigint from pg_partition_tree(c.oid) t where t.isleaf)
                     else pg_table_size(c.oid) end,
                   case c.relreplident when 'f' then 'full' when 'i' then 'index' when 'n' then 'nothing'
                     else case when exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary and i.indimmediate) then 'default' else 'nothing' end end
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence = 'p'
              and n.nspname <> 'information_schema' and n.nspname <> 'bunnydb' and n.nspname !~ '^pg_'
            order by 1, 2
            """, connection);
        var tables = new List<PeerTable>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            tables.Add(new PeerTable(
                reader.GetString(0), reader.GetString(1), await reader.IsDBNullAsync(2, ct) ? null : reader.GetInt64(2), reader.GetInt64(3), reader.GetString(4)));
        }

        return tables;
    }
}
