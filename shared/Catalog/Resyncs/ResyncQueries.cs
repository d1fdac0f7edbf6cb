using System.Text.Json;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Resyncs;
using BunnyDb.Contracts.Values;
using Dapper;

namespace BunnyDb.Catalog.Resyncs;

/// <summary>Reads resyncs for show, from the catalog alone.</summary>
public sealed class ResyncQueries(CatalogDatabase catalog)
{
    /// <summary>While its lane lives, the chunks say how far the copy is; afterwards the resync's own row does.</summary>
    private const string Select = """
        select r.id, r.mirror_id, r.is_whole, r.strategy, r.status, r.phase, r.phases::text as phases, r.cutover_asked, r.attempts, r.blockers::text as blockers,
               r.lock_wait_ms, r.lock_held_ms, coalesce(copied.rows, r.rows_copied) as rows_copied, coalesce(copied.bytes, r.bytes_copied) as bytes_copied,
               copied.seconds as copy_seconds, expected.rows as rows_total, r.fault, r.warnings::text as warnings, r.created_at, r.started_at, r.finished_at,
               (select json_agg(json_build_object('source', json_build_array(t.source_schema, t.source_table), 'destination', json_build_array(t.destination_schema, t.destination_table))
                  order by t.source_schema, t.source_table) from resync_table t where t.resync_id = r.id)::text as tables
        from resync r
        left join lateral (
          select sum(c.rows)::bigint as rows, sum(c.bytes)::bigint as bytes,
                 extract(epoch from coalesce(max(c.finished_at) filter (where l.ordered <> 'COPY'), now()) - min(c.started_at))::double precision as seconds
          from lane l join chunk c on c.lane_id = l.id and c.generation = l.generation where l.resync_id = r.id
        ) copied on true
        left join lateral (
          select sum(m.rows_total)::bigint as rows from resync_table t join table_mapping m on m.id = t.mapping_id where t.resync_id = r.id and r.finished_at is null
        ) expected on true
        """;

    /// <summary>Newest first, without those that were refused: who asked for them was told.</summary>
    public async Task<IReadOnlyList<Resync>> OfMirrorAsync(Guid mirrorId, int limit, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"{Select} where r.mirror_id = @mirrorId and (r.started_at is not null or r.finished_at is null) order by r.created_at desc, r.id desc limit @limit", new { mirrorId, limit }, cancellationToken: ct));
        return [.. rows.Select(row => row.ToResync())];
    }

    /// <summary>By mirror: the one that has not ended, then the last two that have, newest first; what was refused was none.</summary>
    public async Task<ILookup<Guid, Resync>> NewestAsync(Guid? mirrorId, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            {Select} where (@mirrorId::uuid is null or r.mirror_id = @mirrorId) and (r.finished_at is null or r.id in (
              select id from (select id, row_number() over (partition by mirror_id order by finished_at desc, id desc) as place from resync
                where finished_at is not null and started_at is not null) ended where place <= 2))
            order by r.finished_at desc nulls first, r.id desc
            """, new { mirrorId }, cancellationToken: ct));
        return rows.Select(row => row.ToResync()).ToLookup(resync => resync.MirrorId);
    }

    public async Task<Resync?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Select} where r.id = @id", new { id }, cancellationToken: ct)))?.ToResync();
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid MirrorId { get; init; }
        public bool IsWhole { get; init; }
        public string Strategy { get; init; } = "";
        public string Status { get; init; } = "";
        public string Phase { get; init; } = "";
        public string Phases { get; init; } = "[]";
        public string? Tables { get; init; }
        public bool CutoverAsked { get; init; }
        public int Attempts { get; init; }
        public string Blockers { get; init; } = "[]";
        public double? LockWaitMs { get; init; }
        public double? LockHeldMs { get; init; }
        public long RowsCopied { get; init; }
        public long? RowsTotal { get; init; }
        public long BytesCopied { get; init; }
        public double? CopySeconds { get; init; }
        public Fault? Fault { get; init; }
        public string Warnings { get; init; } = "[]";
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? StartedAt { get; init; }
        public DateTimeOffset? FinishedAt { get; init; }

        internal Resync ToResync() => new(
            Id, MirrorId, IsWhole, WireName.Parse<ResyncStrategy>(Strategy), WireName.Parse<ResyncStatus>(Status), WireName.Parse<MirrorPhase>(Phase),
            Of<ResyncPhase>(Phases), [.. Of<Names>(Tables ?? "[]").Select(names => names.ToTable())], CutoverAsked, Attempts, Of<ResyncBlocker>(Blockers), LockWaitMs,
            LockHeldMs, RowsCopied, RowsTotal, BytesCopied, CopySeconds, Fault, Of<string>(Warnings), CreatedAt, StartedAt, FinishedAt);

        private static IReadOnlyList<T> Of<T>(string json) => JsonSerializer.Deserialize<IReadOnlyList<T>>(json, CatalogMapping.Json)!;
    }

    private sealed record Names(string[] Source, string[] Destination)
    {
        internal ResyncTable ToTable() => new(new QualifiedTable(Source[0], Source[1]), new QualifiedTable(Destination[0], Destination[1]));
    }
}
