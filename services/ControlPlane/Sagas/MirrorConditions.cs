using BunnyDb.Contracts.Commands;
using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using MassTransit;

namespace BunnyDb.ControlPlane.Sagas;

/// <summary>The conditions of <see cref="MirrorStateMachine"/>. A report that answers an order which was replaced meets none of them.</summary>
internal static class MirrorConditions
{
    internal static StateMachineCondition<MirrorSaga, LaneReported> Is(LaneStage stage) =>
        context => context.Message.Stage == stage && context.Saga.Find(context.Message) is not null;

    /// <summary>Any stage that is neither a stop nor a fault.</summary>
    internal static bool IsProgress(BehaviorContext<MirrorSaga, LaneReported> context) =>
        context.Message.Stage is not (LaneStage.Halted or LaneStage.Stopped) && context.Saga.Find(context.Message) is not null;

    /// <summary>A resume can mend it; not so where the main lane has nothing to write yet.</summary>
    internal static bool IsMendable(BehaviorContext<MirrorSaga, LaneReported> context) =>
        HaltKind(context) is { } kind && kind != FaultKind.Fatal && !context.Saga.IsRecovering;

    internal static bool IsFatal(BehaviorContext<MirrorSaga, LaneReported> context) =>
        HaltKind(context) is { } kind && (kind == FaultKind.Fatal || context.Saga.IsRecovering);

    internal static bool IsWhole<T>(BehaviorContext<MirrorSaga, T> context) where T : class => !context.Saga.IsRecovering;

    internal static bool IsNew(BehaviorContext<MirrorSaga, SyncSchema> context) => context.Saga.LastSync != context.Message.SyncId;

    internal static bool IsNew(BehaviorContext<MirrorSaga, StartResync> context) => context.Saga.LastResync != context.Message.ResyncId;

    /// <summary>A resync of all tables brings back a mirror whose slot is lost, and none else.</summary>
    internal static bool Recovers(BehaviorContext<MirrorSaga, StartResync> context) => context.Message.Recovers && IsNew(context);

    internal static bool DoesNotRecover(BehaviorContext<MirrorSaga, StartResync> context) => !context.Message.Recovers;

    /// <summary>The main lane has its tables back, whatever made it fail since.</summary>
    internal static bool HasRecovered(BehaviorContext<MirrorSaga, ResyncEnded> context) => context.Message.IsDone && context.Saga.IsRecovering && IsCurrent(context);

    internal static bool IsCurrent(BehaviorContext<MirrorSaga, ResyncEnded> context) => context.Saga.LastResync == context.Message.ResyncId;

    internal static bool IsCurrent(BehaviorContext<MirrorSaga, SchemaSynced> context) => context.Saga.LastSync == context.Message.SyncId;

    internal static bool OnlyStreams<T>(BehaviorContext<MirrorSaga, T> context) where T : class => context.Saga.OnlyStreams;

    internal static bool AllStopped<T>(BehaviorContext<MirrorSaga, T> context) where T : class => context.Saga.AllStopped;

    internal static bool AllClosed<T>(BehaviorContext<MirrorSaga, T> context) where T : class => context.Saga.AllClosed;

    internal static bool CopiesTables<T>(BehaviorContext<MirrorSaga, T> context) where T : class => context.Saga.CopiesTables;

    private static FaultKind? HaltKind(BehaviorContext<MirrorSaga, LaneReported> context) =>
        context.Message.Stage == LaneStage.Halted ? context.Saga.Find(context.Message)?.Stored?.Fault?.Kind : null;
}
