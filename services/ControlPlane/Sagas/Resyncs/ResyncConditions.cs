using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Resyncs;
using MassTransit;

namespace BunnyDb.ControlPlane.Sagas.Resyncs;

/// <summary>The conditions of <see cref="ResyncStateMachine"/>.</summary>
internal static class ResyncConditions
{
    internal static StateMachineCondition<ResyncSaga, ResyncLaneReported> Is(LaneStage stage) =>
        context => context.Message.Stage == stage && context.Saga.Answers(context.Message);

    /// <summary>Its mirror may have been deleted meanwhile, or an operator may not want it any more.</summary>
    internal static bool MayBegin<T>(BehaviorContext<ResyncSaga, T> context) where T : class => context.Saga.Resync is { Status: ResyncStatus.Running, IsCancelAsked: false };

    internal static bool Verifies<T>(BehaviorContext<ResyncSaga, T> context) where T : class => context.Saga.Resync is { Verifies: true };
}
