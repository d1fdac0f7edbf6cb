using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres;
using Npgsql;

namespace BunnyDb.Applier.Rows;

/// <summary>TRUNCATE of the tables that one message names, together, and never of any other.</summary>
internal static class Truncation
{
    internal static RowStatement Statement(IReadOnlyList<TableShape> tables, bool restartIdentity) => new(
        $"truncate {string.Join(", ", tables.Select(table => table.Target.Rows))} {(restartIdentity ? "restart" : "continue")} identity restrict", []);

    /// <exception cref="FaultException">A table that is not among them refers to one of them.</exception>
    internal static async Task CheckReferencesAsync(IReadOnlyList<TableShape> tables, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            with t as (
              select c.oid, n.nspname, c.relname from unnest($1::text[], $2::text[]) as x (s, t)
              join pg_namespace n on n.nspname = x.s join pg_class c on c.relnamespace = n.oid and c.relname = x.t
            )
            select t.nspname, t.relname, n.nspname, r.relname, k.conname from t
            join pg_constraint k on k.confrelid = t.oid and k.contype = 'f' and k.conrelid not in (select oid from t)
            join pg_class r on r.oid = k.conrelid and not r.relispartition
            join pg_namespace n on n.oid = r.relnamespace
            order by 3, 4, 5 limit 1
            """, connection);
        command.Parameters.AddWithValue(tables.Select(table => table.Target.Name.Schema).ToArray());
        command.Parameters.AddWithValue(tables.Select(table => table.Target.Name.Name).ToArray());
        await using var row = await command.ExecuteReaderAsync(ct);
        if (await row.ReadAsync(ct))
        {
            var truncated = new QualifiedTable(row.GetString(0), row.GetString(1));
            var referring = new QualifiedTable(row.GetString(2), row.GetString(3));
            throw new FaultException(new Fault(
                FaultKind.Halt, FaultCode.TruncateReferenced,
                $"The source truncated {truncated}, and {referring} on the destination refers to it without being truncated with it.",
                $"Drop the foreign key on {referring} or truncate {referring} on the destination as well, then resume.",
                truncated.ToString(), Constraint: row.GetString(4)));
        }
    }
}
