using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Progress;

/// <summary>
/// Checks of a table that are NOT VALID, while it is filled: rows that the source has from before them may break them, and PostgreSQL looks at every row
/// that is written. So they come after the copy; changes that follow it have passed them on the source.
/// </summary>
public static class KeptChecks
{
    /// <summary>A check that a new table shall have once its rows are there.</summary>
    public static async Task NoteAsync(QualifiedTable table, ConstraintShape check, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var note = new NpgsqlCommand(
            "insert into bunnydb.kept_check (relation, name, definition) values ($1::regclass, $2, $3) on conflict (relation, name) do update set definition = excluded.definition, comment = null",
            destination);
        note.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = Identifiers.Quote(table) });
        note.Parameters.AddWithValue(check.Name);
        note.Parameters.AddWithValue(check.Definition);
        await note.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Takes such checks from tables that are to be filled again. One that only another role may take, or that a parent table gives, stays.</summary>
    public static async Task PutAsideAsync(IReadOnlyCollection<uint> tables, NpgsqlConnection destination, CancellationToken ct)
    {
        var checks = await CatalogQuery.ReadAsync(
            destination,
            """
            with kept as (
              insert into bunnydb.kept_check (relation, name, definition, comment)
              select k.conrelid, k.conname, regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''), obj_description(k.oid, 'pg_constraint')
              from pg_constraint k join pg_class c on c.oid = k.conrelid
              where k.conrelid = any($1) and k.contype = 'c' and k.coninhcount = 0 and pg_get_constraintdef(k.oid) ~ ' NOT VALID$' and pg_has_role(c.relowner, 'usage')
              on conflict (relation, name) do update set definition = excluded.definition, comment = excluded.comment
              returning relation, name)
            select n.nspname::text, c.relname::text, kept.name from kept join pg_class c on c.oid = kept.relation join pg_namespace n on n.oid = c.relnamespace
            """,
            row => (Table: new QualifiedTable(row.GetString(0), row.GetString(1)), Name: row.GetString(2)), ct, CatalogQuery.Oids(tables));
        foreach (var (table, name) in checks)
        {
            await ExecuteAsync($"alter table {Identifiers.Quote(table)} drop constraint {Identifiers.Quote(name)}", destination, ct);
        }
    }

    /// <summary>Gives the tables that the lane writes their checks, each once, whoever comes to do it. A table that is gone has none any more.</summary>
    /// <returns>A sentence for each that PostgreSQL does not take any more, because the table has changed meanwhile.</returns>
    public static async Task<IReadOnlyList<string>> PutBackAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        await ExecuteAsync("delete from bunnydb.kept_check where not exists (select from pg_class c where c.oid = relation)", destination, ct);
        var told = new List<string>();
        foreach (var check in await ReadAsync(destination, lane, ct))
        {
            try
            {
                await PutBackAsync(check, destination, ct);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction
                or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.DuplicateObject)
            {
                told.Add($"The check {check.Name} on {check.Table} could not be made ({e.SqlState}): {check.Definition}.");
            }
        }

        return told;
    }

    private static async Task PutBackAsync(Kept check, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var transaction = await destination.BeginTransactionAsync(ct);
        await using (var take = new NpgsqlCommand("delete from bunnydb.kept_check where relation = $1 and name = $2", destination, transaction))
        {
            take.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Oid, Value = check.Relation });
            take.Parameters.AddWithValue(check.Name);
            if (await take.ExecuteNonQueryAsync(ct) == 0)
            {
                // A second applier, which does not know yet that it lost the lane, has made it.
                return;
            }
        }

        var (table, name) = (Identifiers.Quote(check.Table), Identifiers.Quote(check.Name));
        await ExecuteAsync($"alter table {table} add constraint {name} {check.Definition} not valid", destination, ct);
        if (check.Comment is { } comment)
        {
            await ExecuteAsync($"comment on constraint {name} on {table} is {Identifiers.Literal(comment)}", destination, ct);
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    private static Task<List<Kept>> ReadAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct) => CatalogQuery.ReadAsync(
        destination,
        """
        select k.relation, n.nspname::text, c.relname::text, k.name, k.definition, k.comment
        from bunnydb.kept_check k join pg_class c on c.oid = k.relation join pg_namespace n on n.oid = c.relnamespace
        join bunnydb.route r on r.destination_schema = n.nspname and r.destination_table = c.relname
        where r.lane_id = $1 order by 2, 3, 4
        """,
        row => new Kept(row.Oid(0), new QualifiedTable(row.GetString(1), row.GetString(2)), row.GetString(3), row.GetString(4), row.Text(5)), ct,
        new NpgsqlParameter { Value = lane.Value, NpgsqlDbType = NpgsqlDbType.Uuid });

    private static async Task ExecuteAsync(string sql, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record Kept(uint Relation, QualifiedTable Table, string Name, string Definition, string? Comment);
}
