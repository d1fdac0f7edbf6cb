using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using Dapper;
using Npgsql;

namespace BunnyDb.Catalog.Lanes;

/// <summary>Lanes: the state machine writes orders inside its transaction, services read them and write what they reached.</summary>
public sealed class LaneStore(CatalogDatabase catalog)
{
    private const string Select = """
        select l.id, l.mirror_id, m.name as mirror, l.kind, l.slot_name, l.publication_name, l.ordered, l.order_no, l.stage, l.stage_no,
               l.generation, l.source_system_id, l.snapshot_name, l.consistent_point, m.source_peer, m.destination_peer, m.options, l.fault, l.resume_with, l.resync_id,
               exists (select from schema_sync s where s.mirror_id = m.id and s.begun and s.finished_at is null) as has_schema_sync
        from lane l join mirror m on m.id = l.mirror_id
        """;

    public async Task<IReadOnlyList<Lane>> AllAsync(CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition($"{Select} order by l.created_at", cancellationToken: ct));
        return [.. rows.Select(row => row.ToLane())];
    }

    public async Task<Lane?> FindAsync(LaneId id, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition($"{Select} where l.id = @Id", new { Id = id.Value }, cancellationToken: ct));
        return row?.ToLane();
    }

    /// <summary>The mirror's lanes, locked until the transaction ends, main lane first.</summary>
    public static async Task<IReadOnlyList<Lane>> LockOfMirrorAsync(Guid mirrorId, NpgsqlTransaction transaction)
    {
        var rows = await transaction.Connection!.QueryAsync<Row>(
            $"{Select} where l.mirror_id = @mirrorId order by l.kind, l.created_at for update of l", new { mirrorId }, transaction);
        return [.. rows.Select(row => row.ToLane())];
    }

    /// <summary>Adds a lane in stage REQUESTED with its first order.</summary>
    public static Task InsertAsync(
        LaneId id, Guid mirrorId, LaneKind kind, string slotName, LaneOrder order, Guid? resyncId, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            """
            insert into lane (id, mirror_id, kind, slot_name, publication_name, ordered, resync_id)
            values (@Id, @mirrorId, @Kind, @slotName, @slotName, @Order, @resyncId)
            """,
            new { Id = id.Value, mirrorId, Kind = WireName.Of(kind), slotName, Order = WireName.Of(order), resyncId }, transaction);

    /// <summary>Gives the lane its next order, which takes back every report not yet seen.</summary>
    public static Task OrderAsync(LaneId id, LaneOrder order, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            """
            update lane set ordered = @Order, order_no = order_no + 1, seen = true, fault = null, resume_with = coalesce(@ResumeWith, resume_with),
                updated_at = now()
            where id = @Id
            """,
            new { Id = id.Value, Order = WireName.Of(order), ResumeWith = ResumeWith(order) is { } with ? WireName.Of(with) : null }, transaction);

    /// <summary>How a lane that is stopped during <paramref name="order"/> continues. Null: as before.</summary>
    private static LaneOrder? ResumeWith(LaneOrder order) => order switch
    {
        // The snapshot ends with the stop, and a copy without its snapshot is worth nothing.
        LaneOrder.Open or LaneOrder.Prepare or LaneOrder.Copy => LaneOrder.Open,
        LaneOrder.Finish => LaneOrder.Finish,
        LaneOrder.Stream or LaneOrder.Join or LaneOrder.Verify or LaneOrder.Settle => LaneOrder.Stream,
        LaneOrder.Stop or LaneOrder.Close or LaneOrder.Reopen => null,
        _ => throw new ArgumentOutOfRangeException(nameof(order), order, null),
    };

    /// <summary>The resync's lane becomes the mirror's own affair.</summary>
    public static Task LeaveResyncAsync(Guid resyncId, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync("update lane set resync_id = null where resync_id = @resyncId", new { resyncId }, transaction);

    /// <summary>The state machine has handled this report.</summary>
    public static Task SeenAsync(LaneId id, LaneStage stage, long orderNo, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync(
            "update lane set seen = true where id = @Id and stage_no = @orderNo and stage = @Stage",
            new { Id = id.Value, orderNo, Stage = WireName.Of(stage) }, transaction);

    public static Task DeleteAsync(LaneId id, NpgsqlTransaction transaction) =>
        transaction.Connection!.ExecuteAsync("delete from lane where id = @Id", new { Id = id.Value }, transaction);

    /// <summary>Reports whose handling by the state machine is not on record; the control plane sends them again.</summary>
    public async Task<IReadOnlyList<Lane>> UnseenAsync(CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(
            new CommandDefinition($"{Select} where not l.seen and l.stage_no = l.order_no", cancellationToken: ct));
        return [.. rows.Select(row => row.ToLane())];
    }

    /// <summary>Writes a stage as the answer to <paramref name="lane"/>'s order. False: the order or the generation was replaced meanwhile, and nothing was written.</summary>
    public async Task<bool> ReportAsync(Lane lane, LaneStage stage, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            update lane set stage = @Stage, stage_no = order_no, seen = false, fault = null, updated_at = now()
            where id = @Id and order_no = @OrderNo and generation = @Generation and (stage_no <> order_no or stage <> @Stage)
            """,
            new { Id = lane.Id.Value, lane.OrderNo, lane.Generation, Stage = WireName.Of(stage) }, cancellationToken: ct)) == 1;
    }

    /// <summary>The reader opened the lane under a new generation: writes what the copy needs and the stage, OPENED or REOPENED. False as in <see cref="ReportAsync"/>.</summary>
    public async Task<bool> ReportOpenedAsync(
        Lane lane, LaneStage stage, int generation, string? snapshotName, Lsn consistentPoint, string sourceSystemId, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            update lane set stage = @Stage, stage_no = order_no, seen = false, fault = null, updated_at = now(),
                generation = @generation, snapshot_name = @snapshotName, consistent_point = @consistentPoint, source_system_id = @sourceSystemId
            where id = @Id and order_no = @OrderNo and generation < @generation
            """,
            new { Id = lane.Id.Value, lane.OrderNo, Stage = WireName.Of(stage), generation, snapshotName, consistentPoint, sourceSystemId }, cancellationToken: ct)) == 1;
    }

    /// <summary>Stops the lane at a fault that a person must mend: stage HALTED. False as in <see cref="ReportAsync"/>.</summary>
    public async Task<bool> ReportHaltedAsync(Lane lane, Fault fault, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            update lane set stage = 'HALTED', stage_no = order_no, seen = false, fault = @fault, updated_at = now()
            where id = @Id and order_no = @OrderNo and not (stage = 'HALTED' and stage_no = order_no)
            """,
            new { Id = lane.Id.Value, lane.OrderNo, fault }, cancellationToken: ct)) == 1;
    }

    /// <summary>Shows what the lane waits for while it goes on trying. A halt is never overwritten.</summary>
    public async Task<bool> ShowTransientAsync(Lane lane, Fault fault, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            "update lane set fault = @fault where id = @Id and order_no = @OrderNo and not (stage = 'HALTED' and stage_no = order_no)",
            new { Id = lane.Id.Value, lane.OrderNo, fault }, cancellationToken: ct)) == 1;
    }

    /// <summary>Takes back what <see cref="ShowTransientAsync"/> showed, unless something else is shown by now.</summary>
    public async Task ClearTransientAsync(Lane lane, Fault shown, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update lane set fault = null where id = @Id and fault = @shown", new { Id = lane.Id.Value, shown }, cancellationToken: ct));
    }

    /// <summary>Figures for show: where the destination is and how far behind the source.</summary>
    public async Task ShowProgressAsync(LaneId id, Lsn position, long lagBytes, double lagSeconds, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update lane set position = @position, lag_bytes = @lagBytes, lag_seconds = @lagSeconds, updated_at = now() where id = @Id",
            new { Id = id.Value, position, lagBytes, lagSeconds }, cancellationToken: ct));
    }

    /// <summary>How far behind the source a lane is that does not run. For how long is not known, and stays as it was last shown.</summary>
    public async Task ShowLagAsync(Lane lane, long lagBytes, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update lane set lag_bytes = @lagBytes, updated_at = now() where id = @Id and order_no = @OrderNo",
            new { Id = lane.Id.Value, lane.OrderNo, lagBytes }, cancellationToken: ct));
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid MirrorId { get; init; }
        public string Mirror { get; init; } = "";
        public string Kind { get; init; } = "";
        public string SlotName { get; init; } = "";
        public string PublicationName { get; init; } = "";
        public string Ordered { get; init; } = "";
        public long OrderNo { get; init; }
        public string Stage { get; init; } = "";
        public long StageNo { get; init; }
        public int Generation { get; init; }
        public string? SourceSystemId { get; init; }
        public string? SnapshotName { get; init; }
        public Lsn? ConsistentPoint { get; init; }
        public string SourcePeer { get; init; } = "";
        public string DestinationPeer { get; init; } = "";
        public MirrorOptions Options { get; init; } = new();
        public Fault? Fault { get; init; }
        public string ResumeWith { get; init; } = "";
        public bool HasSchemaSync { get; init; }
        public Guid? ResyncId { get; init; }

        /// <summary>A lane that copies nothing keeps the slot that it was opened with: a new one would begin later.</summary>
        private LaneOrder Continues(LaneOrder order) =>
            order == LaneOrder.Open && Kind == WireName.Of(LaneKind.Main) && !Options.DoInitialSnapshot && Generation > 0 ? LaneOrder.Prepare : order;

        internal Lane ToLane() => new(
            new LaneId(Id), MirrorId, new MirrorName(Mirror), WireName.Parse<LaneKind>(Kind), SlotName, PublicationName,
            WireName.Parse<LaneOrder>(Ordered), OrderNo, WireName.Parse<LaneStage>(Stage), StageNo, Generation, SourceSystemId, SnapshotName,
            ConsistentPoint ?? Lsn.None, SourcePeer, DestinationPeer, Options, Fault)
        {
            ResumeWith = Continues(WireName.Parse<LaneOrder>(ResumeWith)),
            HasSchemaSync = HasSchemaSync,
            ResyncId = ResyncId,
        };
    }
}
