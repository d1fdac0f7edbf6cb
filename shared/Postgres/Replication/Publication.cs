using BunnyDb.Contracts.Values;
using Npgsql;

namespace BunnyDb.Postgres.Replication;

/// <summary>
/// A lane's publication. Partitioned tables are published under their root's name, so that the destination may be partitioned otherwise.
/// It must be older than the slot: pgoutput looks it up as it was when the change was made.
/// </summary>
public static class Publication
{
    private const int FirstVersionWithColumnLists = 15;

    public static async Task<bool> ExistsAsync(NpgsqlConnection source, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select exists (select from pg_publication where pubname = $1)", source);
        command.Parameters.AddWithValue(name);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Creates the publication, or alters it where it differs: altering locks every table in it for a moment, so an equal one is left alone.</summary>
    public static async Task EnsureAsync(NpgsqlConnection source, string name, IReadOnlyList<PublishedTable> tables, CancellationToken ct)
    {
        // One at a time: the main lane's reader and one that opens a temporary lane may both come to the mirror's publication.
        await using var transaction = await source.BeginTransactionAsync(ct);
        await using (var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))", source))
        {
            turn.Parameters.AddWithValue($"bunnydb publication {name}");
            await turn.ExecuteNonQueryAsync(ct);
        }

        await CreateOrAlterAsync(source, name, tables, ct);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Those of the tables that exist and that the publication does not have.</summary>
    public static async Task<IReadOnlyList<QualifiedTable>> MissingAsync(NpgsqlConnection source, string name, IReadOnlyList<PublishedTable> tables, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select at::int from unnest($2) with ordinality as wanted (name, at)
            where to_regclass(wanted.name) is not null and not exists (
              select from pg_publication p join pg_publication_rel r on r.prpubid = p.oid where p.pubname = $1 and r.prrelid = to_regclass(wanted.name))
            """, source);
        command.Parameters.AddWithValue(name);
        command.Parameters.AddWithValue(tables.Select(table => Identifiers.Quote(table.Table)).ToArray());
        return await ListAsync(command, reader => tables[reader.GetInt32(0) - 1].Table, ct);
    }

    private static async Task CreateOrAlterAsync(NpgsqlConnection source, string name, IReadOnlyList<PublishedTable> tables, CancellationToken ct)
    {
        var wanted = await DescribeAsync(source, tables, ct);
        var clause = string.Join(", ", wanted.Select(table => table.Clause));
        if (!await ExistsAsync(source, name, ct))
        {
            await ExecuteAsync(
                source,
                $"create publication {Identifiers.Quote(name)}{(clause.Length == 0 ? "" : $" for table {clause}")} with (publish = 'insert, update, delete, truncate', publish_via_partition_root = true)",
                ct);
            return;
        }

        if (!await HasOptionsAsync(source, name, ct))
        {
            await ExecuteAsync(
                source, $"alter publication {Identifiers.Quote(name)} set (publish = 'insert, update, delete, truncate', publish_via_partition_root = true)", ct);
        }

        var present = await PresentAsync(source, name, ct);
        if (present.SetEquals(wanted.Select(table => table.Key)))
        {
            return;
        }

        await ExecuteAsync(
            source,
            clause.Length == 0
                ? $"alter publication {Identifiers.Quote(name)} drop table {string.Join(", ", present.Select(key => Identifiers.Quote(key.Table)))}"
                : $"alter publication {Identifiers.Quote(name)} set table {clause}",
            ct);
    }

    /// <summary>Dropping it twice is no error.</summary>
    public static Task DropAsync(NpgsqlConnection source, string name, CancellationToken ct) =>
        ExecuteAsync(source, $"drop publication if exists {Identifiers.Quote(name)}", ct);

    private static async Task<IReadOnlyList<Described>> DescribeAsync(NpgsqlConnection source, IReadOnlyList<PublishedTable> tables, CancellationToken ct)
    {
        var described = new List<Described>(tables.Count);
        foreach (var table in tables)
        {
            var columns = table.ExcludeColumns.Count == 0 ? null : await ColumnsAsync(source, table, ct);
            described.Add(new Described(
                (table.Table, columns is null ? "" : Identifiers.QuoteAll(columns.Order(StringComparer.Ordinal))),
                columns is null ? Identifiers.Quote(table.Table) : $"{Identifiers.Quote(table.Table)} ({Identifiers.QuoteAll(columns)})"));
        }

        return described;
    }

    /// <summary>What is left after the exclusion; a generated column cannot be in a list, the destination computes it.</summary>
    private static async Task<IReadOnlyList<string>> ColumnsAsync(NpgsqlConnection source, PublishedTable table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select attname::text from pg_attribute
            where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and not attname::text = any($2)
            order by attnum
            """, source);
        command.Parameters.AddWithValue(Identifiers.Quote(table.Table));
        command.Parameters.AddWithValue(table.ExcludeColumns.ToArray());
        return await ListAsync(command, reader => reader.GetString(0), ct);
    }

    private static async Task<bool> HasOptionsAsync(NpgsqlConnection source, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select pubinsert and pubupdate and pubdelete and pubtruncate and pubviaroot from pg_publication where pubname = $1", source);
        command.Parameters.AddWithValue(name);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    private static async Task<HashSet<(QualifiedTable Table, string Columns)>> PresentAsync(NpgsqlConnection source, string name, CancellationToken ct)
    {
        var listed = source.PostgreSqlVersion.Major >= FirstVersionWithColumnLists
            ? "coalesce((select array_agg(attname::text) from pg_attribute where attrelid = r.prrelid and attnum = any(r.prattrs)), '{}')"
            : "'{}'::text[]";
        await using var command = new NpgsqlCommand(
            $"""
            select n.nspname::text, c.relname::text, {listed}
            from pg_publication p join pg_publication_rel r on r.prpubid = p.oid
              join pg_class c on c.oid = r.prrelid join pg_namespace n on n.oid = c.relnamespace
            where p.pubname = $1
            """, source);
        command.Parameters.AddWithValue(name);
        var rows = await ListAsync(
            command,
            reader => (new QualifiedTable(reader.GetString(0), reader.GetString(1)),
                Identifiers.QuoteAll(reader.GetFieldValue<string[]>(2).Order(StringComparer.Ordinal))),
            ct);
        return [.. rows];
    }

    private static async Task<IReadOnlyList<T>> ListAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static async Task ExecuteAsync(NpgsqlConnection source, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, source);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <param name="Key">What equals across a publication in the catalog and one that is wanted: the table and its sorted column list.</param>
    private sealed record Described((QualifiedTable Table, string Columns) Key, string Clause);
}
