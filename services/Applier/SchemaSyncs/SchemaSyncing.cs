using BunnyDb.Applier.Rows;
using BunnyDb.Applier.Schema;
using BunnyDb.Applier.Targets;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.Catalog.SchemaSyncs;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.SchemaSyncs;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Faults;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Replication;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Applier.SchemaSyncs;

/// <summary>
/// Makes destination tables fit their source again, beside a lane that runs or stands still. Everything is one destination transaction that holds the rows
/// of the mirror's lanes, so that no change is applied meanwhile, and a kill leaves it done or not begun. No slot is touched.
/// </summary>
internal sealed class SchemaSyncing(PeerStore peers, PeerConnections connections, MappingStore mappings, SchemaSyncStore syncs, TimeProvider time)
{
    /// <summary>How long changes under way are waited for, so that what tightens may come at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Readers wait behind us while we wait for a table: a try is bounded, and made again.</summary>
    private const string Settings = "set local lock_timeout = '3s'";
    private const string Attempt = "bunnydb_step";

    internal async Task RunAsync(Lane lane, SchemaSync sync, CancellationToken ct)
    {
        await using var source = await connections.OpenAsync(await peers.AddressAsync(lane.SourcePeer, ct), "schema sync", ct);
        await using var destination = await connections.OpenAsync(await peers.AddressAsync(lane.DestinationPeer, ct), "schema sync", ct);
        await LaneProgress.EnsureBookkeepingAsync(destination, ct);
        var all = (await mappings.OfMirrorAsync(lane.MirrorId, ct)).Select(table => table.Mapping).ToList();
        var isStill = lane.Order == LaneOrder.Stop;
        var seen = await SyncSource.ReadAsync(source, all, ct);
        var (_, steps) = await PlanAsync(lane, all, seen, destination, ct);
        if (sync.IsDryRun)
        {
            await syncs.FinishAsync(sync, [.. steps.Select(step => step.Step)], null, [], ct);
            return;
        }

        if (!isStill && steps.Any(step => step.Step.Status == SchemaStepStatus.Later))
        {
            await PassAsync(lane, seen.Lsn, source, destination, ct);
        }

        var done = await ApplyAsync(lane, all, seen, source, destination, ct);
        var marked = await ResyncMarks.OfMirrorAsync(lane.Mirror, destination, ct);
        try
        {
            await PublishAsync(lane, all, source, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && FaultPolicy.Classify(e) is { Kind: not FaultKind.Transient } fault)
        {
            // The destination has changed all the same: what needs a new copy is said.
            await syncs.FinishAsync(sync, null, fault, marked, ct);
            return;
        }

        await syncs.FinishAsync(sync, done, null, marked, ct);
    }

    /// <summary>A publication that lists columns does not know the new ones by itself. One that is gone goes with its mirror, and is not made again.</summary>
    private static async Task PublishAsync(Lane lane, IReadOnlyList<TableMapping> all, NpgsqlConnection source, CancellationToken ct)
    {
        if (all.Any(mapping => mapping.ExcludeColumns.Count > 0) && await Publication.ExistsAsync(source, lane.PublicationName, ct))
        {
            await Publication.EnsureAsync(source, lane.PublicationName, [.. all.Select(mapping => new PublishedTable(mapping.Source, mapping.ExcludeColumns))], ct);
        }
    }

    private async Task<IReadOnlyList<SchemaStep>> ApplyAsync(
        Lane lane, IReadOnlyList<TableMapping> all, SyncSource seen, NpgsqlConnection source, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var transaction = await destination.BeginTransactionAsync(ct);
        await destination.ExecuteAsync(Settings, ct);
        await LockAsync(lane.Mirror, destination, ct);

        // The lane may have followed a column since the first look, and the source changed again: what is read now is what counts, and only
        // when nothing is new it is known to have passed.
        var now = await SyncSource.ReadAsync(source, all, ct);
        now = now.IsLike(seen) ? seen : now;
        var done = new List<SchemaStep>();
        var (tables, steps) = await PlanAsync(lane, all, now, destination, ct);
        foreach (var step in steps)
        {
            done.Add(step.Step.Status == SchemaStepStatus.Planned ? await TryAsync(step, destination, ct) : step.Step);
        }

        var marked = steps.Where((step, at) => step.NeedsResync && (done[at].Status == SchemaStepStatus.Applied || step.Step.Kind == SchemaStepKind.CopyTable));
        await ResyncMarks.SetAsync(marked.Select(step => step.Mapping), destination, ct);
        await LearnAsync(lane, tables, destination, ct);
        if (done.Any(step => step.Status == SchemaStepStatus.Applied))
        {
            await LaneProgress.RenewAsync(lane.Mirror, transaction, ct);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return done;
    }

    private static async Task<(IReadOnlyList<SyncedTable> Tables, IReadOnlyList<PlannedStep> Steps)> PlanAsync(
        Lane lane, IReadOnlyList<TableMapping> all, SyncSource source, NpgsqlConnection destination, CancellationToken ct)
    {
        var found = await SyncedTables.ReadAsync(lane.Mirror, all, source, destination, ct);
        var tables = found.Where(table => !table.IsReplaced).ToList();
        var names = new Dictionary<string, FreeNames>();
        foreach (var schema in tables.Select(table => table.Destination.Name.Schema).Distinct())
        {
            names[schema] = new FreeNames(await DestinationNames.RelationsAsync(destination, schema, ct));
        }

        var types = await SchemaReader.FindTypesAsync(destination, [.. source.Types.Select(type => type.Name).Distinct()], ct);
        return (tables, [.. LostTables.Plan(all, source, found), .. new LabelSteps(tables, source.Types, types).Plan(), .. tables.SelectMany(table => new ColumnSteps(table).Plan()), .. new StructureSteps(tables, lane.Options, names).Plan()]);
    }

    /// <summary>What the server refuses is undone alone, and said.</summary>
    private static async Task<SchemaStep> TryAsync(PlannedStep planned, NpgsqlConnection destination, CancellationToken ct)
    {
        await destination.ExecuteAsync($"savepoint {Attempt}", ct);
        try
        {
            await destination.ExecuteAsync(planned.Step.Statement, ct);
            await destination.ExecuteAsync($"release savepoint {Attempt}", ct);
            return planned.Step with { Status = SchemaStepStatus.Applied };
        }
        catch (PostgresException e) when (FaultPolicy.Classify(e) is { Kind: not FaultKind.Transient } fault)
        {
            await destination.ExecuteAsync($"rollback to savepoint {Attempt}", ct);
            return planned.Step with
            {
                Status = SchemaStepStatus.Refused, Reason = $"the destination refuses it: {fault.Message}", Remedy = "Mend what the destination names, or run the statement there by hand, then sync again.",
            };
        }
    }

    private static async Task LockAsync(MirrorName mirror, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select lane_id from bunnydb.lane where mirror = $1 order by lane_id for update", destination);
        command.Parameters.AddWithValue(mirror.Value);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!row.HasRows)
        {
            throw new FaultException(new Fault(
                FaultKind.Halt, FaultCode.SchemaMismatch, $"The destination knows no lane of mirror {mirror} any more.", "Look whether the mirror is being deleted; if not, resume it, then sync again."));
        }
    }

    /// <summary>Columns of which older changes are under way are not put on record: rows of those changes come without them.</summary>
    private static async Task LearnAsync(Lane lane, IReadOnlyList<SyncedTable> tables, NpgsqlConnection destination, CancellationToken ct)
    {
        foreach (var table in tables.Where(table => table.HasPassed))
        {
            var target = await TargetReader.FindAsync(table.Mapping.Destination, destination, ct);
            await KnownSources.LearnAsync(lane.Id, table.Mapping.Id, table.Known, table.SourceColumns, table.Mapping.ExcludeColumns, target!, table.DestinationNames, null, destination, ct);
        }
    }

    private async Task PassAsync(Lane lane, Lsn lsn, NpgsqlConnection source, NpgsqlConnection destination, CancellationToken ct)
    {
        // A message of no meaning to anyone: where nothing else is committed, it makes the lane move.
        await source.ExecuteAsync("select pg_logical_emit_message(true, 'bunnydb', 'schema sync')", ct);
        var until = time.GetUtcNow() + Patience;
        while (time.GetUtcNow() < until && await LaneProgress.FindAsync(destination, lane.Id, ct) is { } progress && progress.Position < lsn)
        {
            await Task.Delay(Poll, time, ct);
        }
    }
}
