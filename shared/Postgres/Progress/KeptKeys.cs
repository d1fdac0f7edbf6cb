using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Swaps;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Postgres.Progress;

/// <summary>
/// Foreign keys around a table while it is emptied and filled again. With those that refer to it TRUNCATE would refuse, and DELETE would run their actions; its own would refuse
/// rows that come before what they refer to, unless we write as a replica. So they are put aside in the transaction that empties it, and put back by their definition.
/// </summary>
public static class KeptKeys
{
    /// <summary>Puts aside every key by which a table outside of <paramref name="tables"/> refers to one of them.</summary>
    /// <param name="withTheirs">Also those by which these tables refer to any.</param>
    public static async Task PutAsideAsync(LaneId lane, IReadOnlyCollection<uint> tables, bool withTheirs, NpgsqlTransaction transaction, CancellationToken ct)
    {
        var keys = new List<(string Table, string Name)>();
        await using (var keep = new NpgsqlCommand(
            """
            with kept as (
              insert into bunnydb.kept_key (lane_id, relation, name, definition, comment, is_valid)
              select $1, c.conrelid, c.conname, regexp_replace(pg_get_constraintdef(c.oid), ' NOT VALID$', ''), obj_description(c.oid, 'pg_constraint'), c.convalidated
              from pg_constraint c where c.contype = 'f' and c.conparentid = 0
                and case when c.conrelid = any($2) then $3 else c.confrelid = any($2) end
              on conflict (relation, name) do update set lane_id = excluded.lane_id, definition = excluded.definition, comment = excluded.comment, is_valid = excluded.is_valid
              returning relation, name)
            select format('%I.%I', n.nspname, c.relname), kept.name from kept join pg_class c on c.oid = kept.relation join pg_namespace n on n.oid = c.relnamespace
            """, transaction.Connection, transaction))
        {
            keep.Parameters.AddWithValue(lane.Value);
            keep.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid, Value = tables.ToArray() });
            keep.Parameters.AddWithValue(withTheirs);
            await using var row = await keep.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
            {
                keys.Add((row.GetString(0), row.GetString(1)));
            }
        }

        foreach (var (table, name) in keys)
        {
            await ExecuteAsync($"alter table {table} drop constraint {Identifiers.Quote(name)}", transaction.Connection!, ct);
        }
    }

    /// <summary>Puts the lane's keys back, then looks whether every row fits. A table that is gone has no key any more.</summary>
    /// <returns>A sentence for each key that rows violate: it is back and NOT VALID, or, where PostgreSQL takes no such key, could not be put back.</returns>
    public static async Task<IReadOnlyList<string>> PutBackAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        var told = new List<string>();
        var toValidate = new List<TableConstraint>();
        foreach (var key in await ReadAsync(destination, lane, ct))
        {
            if (key.Table is not { } table)
            {
                continue;
            }

            try
            {
                await PutBackAsync(table, key, destination, ct);
                toValidate.AddRange(key.IsValid ? [new TableConstraint(table, key.Name)] : (TableConstraint[])[]);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn
                or PostgresErrorCodes.InvalidForeignKey or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.DuplicateObject)
            {
                told.Add($"The foreign key {key.Name} on {table} could not be put back ({e.SqlState}): {key.Definition}.");
            }
        }

        told.AddRange((await Validation.RunAsync(destination, toValidate, ct)).Select(constraint => constraint.IsViolated));
        return told;
    }

    /// <summary>What was put back, and what could not be and was told, needs no record any more.</summary>
    public static async Task ForgetAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        await using var forget = new NpgsqlCommand("delete from bunnydb.kept_key where lane_id = $1", destination);
        forget.Parameters.AddWithValue(lane.Value);
        await forget.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A partitioned table takes no key that is not valid: its rows are looked at here.</summary>
    private static async Task PutBackAsync(QualifiedTable table, Kept key, NpgsqlConnection destination, CancellationToken ct)
    {
        if (key.IsThere)
        {
            return;
        }

        await using var transaction = await destination.BeginTransactionAsync(ct);
        var name = Identifiers.Quote(key.Name);
        await ExecuteAsync($"alter table {Identifiers.Quote(table)} add constraint {name} {key.Definition}{(key.IsPartitioned ? "" : " not valid")}", destination, ct);
        if (key.Comment is { } comment)
        {
            await ExecuteAsync($"comment on constraint {name} on {Identifiers.Quote(table)} is {Identifiers.Literal(comment)}", destination, ct);
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    private static async Task<List<Kept>> ReadAsync(NpgsqlConnection destination, LaneId lane, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select k.relation, n.nspname::text, c.relname::text, k.name, k.definition, k.comment, k.is_valid, coalesce(c.relkind = 'p', false),
              exists (select from pg_constraint o where o.conrelid = k.relation and o.conname = k.name and o.contype = 'f')
            from bunnydb.kept_key k left join pg_class c on c.oid = k.relation left join pg_namespace n on n.oid = c.relnamespace
            where k.lane_id = $1 order by 2, 3, 4
            """, destination);
        command.Parameters.AddWithValue(lane.Value);
        var keys = new List<Kept>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            keys.Add(new Kept(
                row.GetFieldValue<uint>(0), await row.IsDBNullAsync(1, ct) ? null : new QualifiedTable(row.GetString(1), row.GetString(2)), row.GetString(3), row.GetString(4),
                await row.IsDBNullAsync(5, ct) ? null : row.GetString(5), row.GetBoolean(6), row.GetBoolean(7), row.GetBoolean(8)));
        }

        return keys;
    }

    private static async Task ExecuteAsync(string sql, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <param name="Table">Null: it was dropped meanwhile.</param>
    private sealed record Kept(uint Relation, QualifiedTable? Table, string Name, string Definition, string? Comment, bool IsValid, bool IsPartitioned, bool IsThere);
}
