using System.Globalization;
using BunnyDb.Contracts.Values;
using Npgsql;

namespace BunnyDb.Postgres.Copy;

/// <summary>Reads what is needed to cut a relation by ranges of one column.</summary>
public static class PartitionKeys
{
    /// <summary>The sample is large enough for chunks of similar size, and small beside the table.</summary>
    private const int SampledRowsPerChunk = 200;

    private const int SampledRowsMin = 20_000;

    /// <summary>Null: the table has no such column.</summary>
    public static async Task<PartitionKey?> FindAsync(NpgsqlTransaction source, QualifiedTable table, string column, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select format_type(a.atttypid, a.atttypmod), not a.attnotnull
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = $1 and c.relname = $2 and a.attname = $3 and a.attnum > 0 and not a.attisdropped
            """, source.Connection, source);
        command.Parameters.AddWithValue(table.Schema);
        command.Parameters.AddWithValue(table.Name);
        command.Parameters.AddWithValue(column);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new PartitionKey(column, reader.GetString(0), reader.GetBoolean(1)) : null;
    }

    /// <summary>
    /// The keys at which <paramref name="chunks"/> chunks of similar size begin, ascending and distinct, without the first one's; a skewed key
    /// gives fewer. Sorting <c>using &lt;</c> finds the operator by the same rules as the chunks' conditions do, so that both agree whatever the
    /// type, its collation or its operator classes. Null: values of the column cannot be compared with <c>&lt;</c>.
    /// </summary>
    public static async Task<IReadOnlyList<string>?> BoundariesAsync(
        NpgsqlTransaction source, SourceRelation relation, PartitionKey key, int chunks, CancellationToken ct)
    {
        var wanted = Math.Max(SampledRowsMin, (long)chunks * SampledRowsPerChunk);
        var percent = Math.Clamp(100.0 * wanted / Math.Max(1, relation.EstimatedRows), 0.01, 100).ToString("0.####", CultureInfo.InvariantCulture);
        var column = Identifiers.Quote(key.Column);
        const string savepoint = "boundaries";
        await source.SaveAsync(savepoint, ct);
        try
        {
            await using var command = new NpgsqlCommand(
                $"""
                with sample as (
                  select {column} as k from only {Identifiers.Quote(relation.Name)} tablesample system ({percent}) where {column} is not null
                ), tiled as (
                  select k, ntile($1) over (order by k using <) as tile, row_number() over (order by k using <) as place from sample
                ), firsts as (
                  select distinct on (tile) tile, k from tiled order by tile, place
                )
                select k::text from (select tile, k, lag(k) over (order by tile) as previous from firsts) f
                where tile > 1 and previous < k order by tile
                """, source.Connection, source);
            command.Parameters.AddWithValue(chunks);
            var boundaries = new List<string>();
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                boundaries.Add(reader.GetString(0));
            }

            return boundaries;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.WrongObjectType)
        {
            await source.RollbackAsync(savepoint, ct);
            return null;
        }
    }
}
