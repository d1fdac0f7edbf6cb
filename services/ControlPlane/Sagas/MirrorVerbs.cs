using BunnyDb.Contracts.Commands;
using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using MassTransit;

namespace BunnyDb.ControlPlane.Sagas;

/// <summary>The verbs of <see cref="MirrorStateMachine"/>: each decides inside the saga; the repository writes what was decided.</summary>
internal static class MirrorVerbs
{
    internal static EventActivityBinder<MirrorSaga, T> OpenMainLane<T>(this EventActivityBinder<MirrorSaga, T> binder) where T : class =>
        binder.Then(context => context.Saga.OpenMainLane());

    internal static EventActivityBinder<MirrorSaga, T> OrderAll<T>(this EventActivityBinder<MirrorSaga, T> binder, LaneOrder order) where T : class =>
        binder.Then(context => context.Saga.OrderAll(order));

    internal static EventActivityBinder<MirrorSaga, T> ResumeLanes<T>(this EventActivityBinder<MirrorSaga, T> binder) where T : class =>
        binder.Then(context => context.Saga.ResumeLanes());

    internal static EventActivityBinder<MirrorSaga, LaneReported> Advance(this EventActivityBinder<MirrorSaga, LaneReported> binder) =>
        binder.Then(context => context.Saga.Advance(context.Message));

    /// <summary>The mirror shows the fault that the lane halted at.</summary>
    internal static EventActivityBinder<MirrorSaga, LaneReported> TakeFault(this EventActivityBinder<MirrorSaga, LaneReported> binder) =>
        binder.Then(context => context.Saga.Fail(context.Saga.Find(context.Message)?.Stored?.Fault));

    internal static EventActivityBinder<MirrorSaga, T> ClearFault<T>(this EventActivityBinder<MirrorSaga, T> binder) where T : class =>
        binder.Then(context => context.Saga.Fail(null));

    internal static EventActivityBinder<MirrorSaga, SyncSchema> BeginSync(this EventActivityBinder<MirrorSaga, SyncSchema> binder) =>
        binder.Then(context => context.Saga.BeginSync(context.Message.SyncId));

    internal static EventActivityBinder<MirrorSaga, SyncSchema> RefuseSync(this EventActivityBinder<MirrorSaga, SyncSchema> binder) =>
        binder.Then(context => context.Saga.RefuseSync(context.Message.SyncId));

    internal static EventActivityBinder<MirrorSaga, SchemaSynced> TakeSync(this EventActivityBinder<MirrorSaga, SchemaSynced> binder) =>
        binder.Then(context => context.Saga.TakeSync(context.Message.IsMended));

    internal static EventActivityBinder<MirrorSaga, StartResync> AcceptResync(this EventActivityBinder<MirrorSaga, StartResync> binder) =>
        binder.Then(context => context.Saga.AcceptResync(context.Message.ResyncId));

    internal static EventActivityBinder<MirrorSaga, StartResync> RefuseResync(this EventActivityBinder<MirrorSaga, StartResync> binder) =>
        binder.Then(context => context.Saga.RefuseResync(context.Message.ResyncId));

    internal static EventActivityBinder<MirrorSaga, StartResync> Recover(this EventActivityBinder<MirrorSaga, StartResync> binder) =>
        binder.Then(context => context.Saga.Recover(context.Message.ResyncId));

    internal static EventActivityBinder<MirrorSaga, ResyncEnded> TakeResync(this EventActivityBinder<MirrorSaga, ResyncEnded> binder) =>
        binder.Then(context => context.Saga.TakeResync(context.Message.IsDone));

    internal static EventActivityBinder<MirrorSaga, LaneReported> BeginWaitingResync(this EventActivityBinder<MirrorSaga, LaneReported> binder) =>
        binder.Then(context => context.Saga.BeginWaitingResync());

    internal static EventActivityBinder<MirrorSaga, T> EndResync<T>(this EventActivityBinder<MirrorSaga, T> binder) where T : class =>
        binder.Then(context => context.Saga.EndResync());

    internal static EventActivityBinder<MirrorSaga, T> AbandonResync<T>(this EventActivityBinder<MirrorSaga, T> binder) where T : class =>
        binder.Then(context => context.Saga.AbandonResync());

    /// <summary>Nothing is left of the mirror but its row, which goes now.</summary>
    internal static EventActivityBinder<MirrorSaga, T> Remove<T>(this EventActivityBinder<MirrorSaga, T> binder) where T : class =>
        binder.Then(context => context.Saga.Remove());

    /// <summary>Enters the state and shows it as the mirror's status, with the phase that it begins with.</summary>
    internal static EventActivityBinder<MirrorSaga, T> Become<T>(this EventActivityBinder<MirrorSaga, T> binder, State state) where T : class =>
        binder.Then(context =>
        {
            var status = Enum.Parse<MirrorStatus>(state.Name);
            context.Saga.Enter(status, FirstPhase(status, context.Saga));
        }).TransitionTo(state);

    private static MirrorPhase FirstPhase(MirrorStatus status, MirrorSaga saga) => status switch
    {
        MirrorStatus.SettingUp => MirrorPhase.Setup,
        MirrorStatus.Snapshot => MirrorPhase.Snapshot,
        MirrorStatus.Running or MirrorStatus.Pausing or MirrorStatus.Paused => MirrorPhase.Cdc,
        MirrorStatus.Terminating => MirrorPhase.Teardown,
        MirrorStatus.Failed => saga.Mirror?.Phase ?? MirrorPhase.Setup,
        MirrorStatus.Resyncing => MirrorPhase.Snapshot,
        MirrorStatus.SyncingSchema => MirrorPhase.SchemaSync,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}
