using System.Text.Json;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Outbox;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.Catalog.SchemaSyncs;
using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Resyncs;
using BunnyDb.Contracts.Values;
using Dapper;
using Npgsql;

namespace BunnyDb.ControlPlane.Sagas.Persistence;

/// <summary>The rows around a mirror's saga: the mirror itself, its lanes, whose tables they have.</summary>
internal sealed class MirrorSagaRows : ISagaRows<MirrorSaga>
{
    public async Task LoadAsync(MirrorSaga saga, NpgsqlTransaction transaction)
    {
        var key = new { Id = saga.CorrelationId };
        var row = await transaction.Connection!.QuerySingleOrDefaultAsync<(string Name, MirrorOptions Options, string Phase, Fault? Error, int Unowned)?>(
            """
            select name, options, phase, error, (select count(*)::int from table_mapping where mirror_id = mirror.id and lane_id is null)
            from mirror where id = @Id for update
            """, key, transaction);
        var withTables = (await transaction.Connection!.QueryAsync<Guid>(
            "select distinct lane_id from table_mapping where mirror_id = @Id and lane_id is not null", key, transaction)).ToHashSet();
        var lanes = await LaneStore.LockOfMirrorAsync(saga.CorrelationId, transaction);
        saga.Attach(
            row is { } m ? new MirrorRow(new MirrorName(m.Name), m.Options, WireName.Parse<MirrorPhase>(m.Phase), m.Error, m.Unowned) : null,
            lanes.Select(lane => new SagaLane(lane.Id, lane.Kind, lane, withTables.Contains(lane.Id.Value))),
            await ResyncRows.UnfinishedAsync(saga.CorrelationId, transaction));
    }

    public async Task<IReadOnlyList<object>> WriteAsync(MirrorSaga saga, NpgsqlTransaction transaction)
    {
        if (saga.IsRemoved || saga.Mirror is null)
        {
            await transaction.Connection!.ExecuteAsync("delete from mirror where id = @CorrelationId", new { saga.CorrelationId }, transaction);
            return [];
        }

        var nudges = new List<object>();
        foreach (var lane in saga.AllLanes)
        {
            await WriteLaneAsync(saga, lane, transaction);
            if (lane.NewOrder is not null)
            {
                nudges.Add(new LaneNudged(lane.Id.Value, SkipBackoff: true));
            }
        }

        if (saga.BegunSync is { } begun)
        {
            await SchemaSyncStore.BeginAsync(begun, transaction);
            nudges.AddRange(saga.Lanes.Select(lane => new LaneNudged(lane.Id.Value, SkipBackoff: true)));
        }

        if (saga.RefusedSync is { } refused)
        {
            await SchemaSyncStore.RefuseAsync(refused, NotNow(saga.Mirror.Name), transaction);
        }

        await WriteMirrorAsync(saga, transaction);
        await WriteResyncAsync(saga, transaction);
        return nudges;
    }

    private static Fault NotNow(MirrorName mirror) => new(
        FaultKind.Halt, "not_now", $"Mirror '{mirror}' is neither RUNNING nor PAUSED any more.", "Wait until it is, then send the request again.");

    public Task SettleAsync(object message, NpgsqlTransaction transaction) =>
        message is LaneReported report
            ? LaneStore.SeenAsync(new LaneId(report.LaneId), report.Stage, report.OrderNo, transaction)
            : Task.CompletedTask;

    private static async Task WriteResyncAsync(MirrorSaga saga, NpgsqlTransaction transaction)
    {
        if (saga.RefusedResync is { } refused)
        {
            await ResyncRows.RefuseAsync(refused, NotNow(saga.Mirror!.Name) with { Message = $"Mirror '{saga.Mirror.Name}' is not RUNNING any more." }, transaction);
        }

        if (saga.AcceptedResync is { } accepted)
        {
            await ResyncRows.BeginAsync(accepted, saga.IsRecovering, transaction);
        }

        if (saga.AbandonsResync && saga.UnfinishedResync is { } abandoned)
        {
            await LaneStore.LeaveResyncAsync(abandoned, transaction);
            await ResyncRows.DecideAsync(abandoned, ResyncStatus.Cancelled, null, transaction);
        }

        foreach (var message in saga.Messages)
        {
            await OutboxStore.AddAsync(message, transaction);
        }
    }

    private static async Task WriteLaneAsync(MirrorSaga saga, SagaLane lane, NpgsqlTransaction transaction)
    {
        if (lane.Stored is not null)
        {
            if (lane.NewOrder is { } order)
            {
                await LaneStore.OrderAsync(lane.Id, order, transaction);
            }

            if (lane.IsHandedOver)
            {
                await MappingStore.HandOverAsync(lane.Id, saga.MainLane!.Id, transaction);
            }
        }
        else
        {
            var main = saga.Mirror!.Name.SlotName;
            var slotName = lane.Kind == LaneKind.Main ? main : $"{main}_{lane.Id.Suffix}";
            await LaneStore.InsertAsync(lane.Id, saga.CorrelationId, lane.Kind, slotName, lane.NewOrder!.Value, null, transaction);
        }

        if (lane == saga.TakesUnowned)
        {
            await MappingStore.AssignUnownedAsync(saga.CorrelationId, lane.Id, transaction);
        }

        if (lane.NewOrder is LaneOrder.Open or LaneOrder.Prepare)
        {
            await MappingStore.SetStatusAsync(lane.Id, TableStatus.Snapshot, transaction);
        }
        else if (lane.Kind == LaneKind.Main && lane.NewOrder == LaneOrder.Stream && !saga.IsRecovering)
        {
            await MappingStore.SetStatusAsync(lane.Id, TableStatus.Synced, transaction);
        }

        if (lane.IsForgotten)
        {
            await LaneStore.DeleteAsync(lane.Id, transaction);
        }
    }

    private static async Task WriteMirrorAsync(MirrorSaga saga, NpgsqlTransaction transaction)
    {
        var connection = transaction.Connection!;
        await connection.ExecuteAsync(
            """
            update mirror set status = coalesce(@Status, status), phase = coalesce(@Phase, phase),
                error = case when @ErrorChanged then @Error::jsonb else error end, updated_at = now()
            where id = @CorrelationId
            """,
            new
            {
                saga.CorrelationId,
                Status = saga.NewStatus is { } status ? WireName.Of(status) : null,
                Phase = saga.NewPhase is { } phase ? WireName.Of(phase) : null,
                saga.ErrorChanged,
                Error = saga.Error is { } fault ? JsonSerializer.Serialize(fault, JsonSerializerOptions.Web) : null,
            }, transaction);
        foreach (var entry in saga.LogEntries)
        {
            await entry.WriteAsync(saga.CorrelationId, transaction);
        }
    }
}
