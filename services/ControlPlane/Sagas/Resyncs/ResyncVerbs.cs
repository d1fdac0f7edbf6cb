using BunnyDb.Contracts.Commands;
using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using MassTransit;

namespace BunnyDb.ControlPlane.Sagas.Resyncs;

/// <summary>The verbs of <see cref="ResyncStateMachine"/>: each decides inside the saga; the repository writes what was decided.</summary>
internal static class ResyncVerbs
{
    internal static EventActivityBinder<ResyncSaga, T> OpenLane<T>(this EventActivityBinder<ResyncSaga, T> binder) where T : class =>
        binder.Then(context => context.Saga.OpenLane());

    internal static EventActivityBinder<ResyncSaga, T> Order<T>(this EventActivityBinder<ResyncSaga, T> binder, LaneOrder order) where T : class =>
        binder.Then(context => context.Saga.Order(order));

    /// <summary>With <c>cutover=manual</c>, an operator says when; that may have been long ago.</summary>
    internal static EventActivityBinder<ResyncSaga, T> SwapOrWait<T>(this EventActivityBinder<ResyncSaga, T> binder) where T : class =>
        binder.Then(context => context.Saga.SwapOrWait());

    internal static EventActivityBinder<ResyncSaga, ResyncLaneReported> TakeFault(this EventActivityBinder<ResyncSaga, ResyncLaneReported> binder) =>
        binder.Then(context => context.Saga.Fail(context.Saga.Lane?.Stored?.Fault));

    internal static EventActivityBinder<ResyncSaga, CancelResync> Take(this EventActivityBinder<ResyncSaga, CancelResync> binder) =>
        binder.Then(context => context.Saga.Cancel(context.Message.Fault));

    internal static EventActivityBinder<ResyncSaga, ResyncLaneReported> TakeOver(this EventActivityBinder<ResyncSaga, ResyncLaneReported> binder) =>
        binder.Then(context => context.Saga.TakeOver());

    internal static EventActivityBinder<ResyncSaga, T> EndUnbegun<T>(this EventActivityBinder<ResyncSaga, T> binder) where T : class =>
        binder.Then(context => context.Saga.EndUnbegun());

    internal static EventActivityBinder<ResyncSaga, T> End<T>(this EventActivityBinder<ResyncSaga, T> binder) where T : class =>
        binder.Then(context => context.Saga.End());

    /// <summary>Enters the state and shows it as the resync's phase, and the mirror's.</summary>
    internal static EventActivityBinder<ResyncSaga, T> Become<T>(this EventActivityBinder<ResyncSaga, T> binder, State state) where T : class =>
        binder.Then(context =>
        {
            if (Enum.TryParse<MirrorPhase>(state.Name, out var phase))
            {
                context.Saga.Enter(phase);
            }
        }).TransitionTo(state);
}
