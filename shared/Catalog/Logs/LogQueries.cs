using Dapper;

namespace BunnyDb.Catalog.Logs;

/// <summary>Reads what <see cref="MirrorLog"/> wrote.</summary>
public sealed class LogQueries(CatalogDatabase catalog)
{
    private const string Select = "select id, level, message, details::text as details, created_at from log_entry";

    /// <summary>One page, newest first, and how many entries match in all.</summary>
    /// <param name="level">Only entries of this level; null: of every level.</param>
    /// <param name="search">Only entries whose message or details hold this text, whatever its case; null: all.</param>
    public async Task<(IReadOnlyList<LogEntry> Entries, long Total)> PageAsync(
        Guid mirrorId, string? level, string? search, int limit, int offset, CancellationToken ct)
    {
        const string where = """
            where mirror_id = @mirrorId and (@level::text is null or level = @level)
              and (@search::text is null or strpos(lower(message), lower(@search)) > 0 or strpos(lower(details::text), lower(@search)) > 0)
            """;
        await using var connection = await catalog.OpenAsync(ct);
        var filter = new { mirrorId, level, search, limit, offset };
        var total = await connection.ExecuteScalarAsync<long>(new CommandDefinition($"select count(*) from log_entry {where}", filter, cancellationToken: ct));
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition($"{Select} {where} order by id desc limit @limit offset @offset", filter, cancellationToken: ct));
        return ([.. rows.Select(row => row.ToEntry())], total);
    }

    /// <summary>The id of the newest entry; 0 when there is none.</summary>
    public async Task<long> NewestAsync(Guid mirrorId, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition("select coalesce(max(id), 0) from log_entry where mirror_id = @mirrorId", new { mirrorId }, cancellationToken: ct));
    }

    /// <summary>Entries written after the one with this id, oldest first, 500 at most.</summary>
    public async Task<IReadOnlyList<LogEntry>> AfterAsync(Guid mirrorId, long id, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition($"{Select} where mirror_id = @mirrorId and id > @id order by id limit 500", new { mirrorId, id }, cancellationToken: ct));
        return [.. rows.Select(row => row.ToEntry())];
    }

    private sealed record Row
    {
        public long Id { get; init; }
        public string Level { get; init; } = "";
        public string Message { get; init; } = "";
        public string? Details { get; init; }
        public DateTimeOffset CreatedAt { get; init; }

        internal LogEntry ToEntry() => new(Id, Level, Message, Details, CreatedAt);
    }
}
