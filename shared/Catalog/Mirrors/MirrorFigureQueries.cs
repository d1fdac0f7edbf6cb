using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using Dapper;

namespace BunnyDb.Catalog.Mirrors;

/// <summary>Reads what mirrors show, from the catalog alone: it answers whatever is away.</summary>
public sealed class MirrorFigureQueries(CatalogDatabase catalog)
{
    private const string Select = """
        select m.id as mirror_id, main.position, main.lag_bytes, main.lag_seconds, halted.fault,
               copied.rows_copied, copied.rows_total, copied.bytes_copied, cut.chunks_done, cut.chunks, cut.seconds
        from mirror m
        left join lateral (
          select coalesce(position, consistent_point) as position, lag_bytes, lag_seconds from lane where mirror_id = m.id and kind = 'MAIN'
        ) main on true
        left join lateral (
          select fault from lane where mirror_id = m.id and fault is not null order by kind, created_at limit 1
        ) halted on true
        left join lateral (
          select sum(t.rows_copied)::bigint as rows_copied, sum(coalesce(t.rows_total, 0))::bigint as rows_total, sum(t.bytes_copied)::bigint as bytes_copied
          from lane l join table_mapping t on t.lane_id = l.id
          where l.mirror_id = m.id and l.ordered = 'COPY' having count(*) > 0
        ) copied on true
        left join lateral (
          select (count(*) filter (where c.state = 'DONE'))::int as chunks_done, count(*)::int as chunks,
                 extract(epoch from now() - min(c.started_at))::double precision as seconds
          from lane l join chunk c on c.lane_id = l.id and c.generation = l.generation
          where l.mirror_id = m.id and l.ordered = 'COPY'
        ) cut on true
        """;

    public async Task<IReadOnlyDictionary<Guid, MirrorFigures>> AllAsync(CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(Select, cancellationToken: ct));
        return rows.ToDictionary(row => row.MirrorId, row => row.ToFigures());
    }

    /// <summary>Null: the mirror is gone.</summary>
    public async Task<MirrorFigures?> FindAsync(Guid mirrorId, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition($"{Select} where m.id = @mirrorId", new { mirrorId }, cancellationToken: ct));
        return row?.ToFigures();
    }

    private sealed record Row
    {
        public Guid MirrorId { get; init; }
        public Lsn? Position { get; init; }
        public long? LagBytes { get; init; }
        public double? LagSeconds { get; init; }
        public Fault? Fault { get; init; }
        public long? RowsCopied { get; init; }
        public long? RowsTotal { get; init; }
        public long? BytesCopied { get; init; }
        public int ChunksDone { get; init; }
        public int Chunks { get; init; }
        public double? Seconds { get; init; }

        internal MirrorFigures ToFigures() => new(
            MirrorId, Position, LagBytes, LagSeconds, Fault,
            RowsCopied is { } rows ? new CopyFigures(rows, RowsTotal!.Value, BytesCopied!.Value, ChunksDone, Chunks, Seconds) : null);
    }
}
