using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Outbox;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.Contracts.Commands;
using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Resyncs;
using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Sagas.Resyncs;
using Dapper;
using Npgsql;

namespace BunnyDb.ControlPlane.Sagas.Persistence;

/// <summary>The rows around a resync's saga: the resync itself, its lane, and the mirror whose phase it shows.</summary>
internal sealed class ResyncSagaRows : ISagaRows<ResyncSaga>
{
    public async Task LoadAsync(ResyncSaga saga, NpgsqlTransaction transaction)
    {
        // The mirror's row first, as the mirror's own state machine does: they wait for one another, and never in a circle.
        if (await ResyncRows.LockAsync(saga.CorrelationId, transaction) is not { } row)
        {
            return;
        }

        var lanes = await LaneStore.LockOfMirrorAsync(row.MirrorId, transaction);
        var lane = lanes.SingleOrDefault(lane => lane.ResyncId == saga.CorrelationId);
        saga.Attach(row, lane is null ? null : new SagaLane(lane.Id, lane.Kind, lane, hasTables: true));
    }

    public async Task<IReadOnlyList<object>> WriteAsync(ResyncSaga saga, NpgsqlTransaction transaction)
    {
        if (saga.Resync is not { } resync)
        {
            return [];
        }

        var nudges = new List<object>();
        if (saga.Lane is { NewOrder: { } order } lane)
        {
            await OrderAsync(saga, lane, order, transaction);
            nudges.Add(new LaneNudged(lane.Id.Value, SkipBackoff: true));
        }

        if (saga.NewPhase is { } phase)
        {
            await ResyncRows.EnterAsync(saga.CorrelationId, phase, transaction);
        }

        if (saga.IsTakenOver)
        {
            await ResyncRows.TakenOverAsync(saga.CorrelationId, transaction);
        }

        if (saga.HasEnded)
        {
            await ResyncRows.EndAsync(saga.CorrelationId, saga.NewStatus!.Value, transaction);
            if (saga.Lane is { } closed)
            {
                await LaneStore.DeleteAsync(closed.Id, transaction);
            }

            await OutboxStore.AddAsync(new ResyncEnded(resync.MirrorId, saga.CorrelationId, saga.NewStatus == ResyncStatus.Succeeded), transaction);
        }
        else if (saga.NewStatus is { } status)
        {
            await ResyncRows.DecideAsync(saga.CorrelationId, status, saga.NewFault, transaction);
        }

        foreach (var entry in saga.LogEntries)
        {
            await entry.WriteAsync(resync.MirrorId, transaction);
        }

        return nudges;
    }

    public Task SettleAsync(object message, NpgsqlTransaction transaction) =>
        message is ResyncLaneReported report
            ? LaneStore.SeenAsync(new LaneId(report.LaneId), report.Stage, report.OrderNo, transaction)
            : Task.CompletedTask;

    private static Task OrderAsync(ResyncSaga saga, SagaLane lane, LaneOrder order, NpgsqlTransaction transaction) => lane.Stored is not null
        ? LaneStore.OrderAsync(lane.Id, order, transaction)
        : LaneStore.InsertAsync(
            lane.Id, saga.Resync!.MirrorId, lane.Kind, $"{new MirrorName(saga.Resync.Mirror).SlotName}_{lane.Id.Suffix}", order, saga.CorrelationId, transaction);
}
