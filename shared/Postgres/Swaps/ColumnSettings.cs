using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>What <c>alter … alter column … set</c> gives a column of a table or materialized view, besides what its rows consist of.</summary>
/// <param name="Storage">As PostgreSQL's word for it.</param>
/// <param name="Compression"><c>default</c> where none is set.</param>
/// <param name="StatisticsTarget">-1 for the default.</param>
/// <param name="Options">As <c>name=value</c>, those that can be set: a server may keep notes of its own there.</param>
internal sealed record ColumnSettings(string Column, string Storage, string Compression, int StatisticsTarget, IReadOnlyList<string> Options)
{
    internal static Task<List<ColumnSettings>> ReadAsync(NpgsqlConnection connection, uint relation, CancellationToken ct) =>
        ReadAsync(connection, relation, "a.attstorage", ct);

    /// <summary>Those that its columns would have in a relation that was just made.</summary>
    internal static async Task<IReadOnlyList<ColumnSettings>> OfNewAsync(NpgsqlConnection connection, uint relation, CancellationToken ct) =>
        [.. (await ReadAsync(connection, relation, "t.typstorage", ct)).Select(column => column with { Compression = "default", StatisticsTarget = -1, Options = [] })];

    /// <summary>What makes columns that have the present settings have the wanted ones; columns are known by their names.</summary>
    /// <param name="alter"><c>alter table "s"."t"</c>.</param>
    internal static IEnumerable<string> Statements(string alter, IEnumerable<ColumnSettings> wanted, IEnumerable<ColumnSettings> present)
    {
        var before = present.ToDictionary(column => column.Column);
        return wanted.Where(column => before.ContainsKey(column.Column)).SelectMany(column => column.Changes(before[column.Column]))
            .Select(change => $"{alter} {change}");
    }

    private IEnumerable<string> Changes(ColumnSettings present)
    {
        var column = $"alter column {Identifiers.Quote(Column)}";
        if (StatisticsTarget != present.StatisticsTarget)
        {
            yield return $"{column} set statistics {StatisticsTarget}";
        }

        if (Storage != present.Storage)
        {
            yield return $"{column} set storage {Storage}";
        }

        if (Compression != present.Compression)
        {
            yield return $"{column} set compression {Compression}";
        }

        foreach (var change in OptionsDdl.Changes(Options, present.Options))
        {
            yield return $"{column} {change}";
        }
    }

    private static Task<List<ColumnSettings>> ReadAsync(NpgsqlConnection connection, uint relation, string storage, CancellationToken ct) =>
        CatalogQuery.ReadAsync(
            connection,
            $"""
            select a.attname::text, case {storage} when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end,
                   case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' else 'default' end, coalesce(a.attstattarget, -1)::int,
                   array(select o from unnest(a.attoptions) o where o like 'n\_distinct%' order by o)
            from pg_attribute a join pg_type t on t.oid = a.atttypid
            where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
            order by a.attnum
            """,
            row => new ColumnSettings(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetFieldValue<string[]>(4)),
            ct, new NpgsqlParameter { Value = relation, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid });
}
