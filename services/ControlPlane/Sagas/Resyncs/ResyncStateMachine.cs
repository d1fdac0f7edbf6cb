using BunnyDb.Contracts.Commands;
using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Lanes;
using MassTransit;
using static BunnyDb.ControlPlane.Sagas.Resyncs.ResyncConditions;

namespace BunnyDb.ControlPlane.Sagas.Resyncs;

/// <summary>
/// A resync as a table of phases: each is an order to the lane that loads its tables, and the stage that answers it. A truncate resync takes the same way;
/// only what its lane fills, and what the hand-over does, are others. Verbs are in <see cref="ResyncVerbs"/>.
/// </summary>
public sealed class ResyncStateMachine : MassTransitStateMachine<ResyncSaga>
{
    public ResyncStateMachine()
    {
        InstanceState(resync => resync.CurrentState);
        Event(() => Begin, e => e.CorrelateById(message => message.Message.ResyncId));
        Event(() => Reported, e => e.CorrelateById(message => message.Message.ResyncId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Cutover, e => e.CorrelateById(message => message.Message.ResyncId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Cancel, e => e.CorrelateById(message => message.Message.ResyncId).OnMissingInstance(missing => missing.Discard()));
        Event(() => Abandon, e => e.CorrelateById(message => message.Message.ResyncId).OnMissingInstance(missing => missing.Discard()));

        Initially(
            When(Begin).IfElse(MayBegin, then => then.OpenLane().Become(Snapshot), otherwise => otherwise.EndUnbegun().Finalize()));

        // A reader that lost the snapshot opens the lane again, whatever the copy was at.
        During(Snapshot,
            When(Reported, Is(LaneStage.Opened)).Order(LaneOrder.Prepare),
            When(Reported, Is(LaneStage.Prepared)).Order(LaneOrder.Copy),
            When(Reported, Is(LaneStage.Copied)).Order(LaneOrder.Finish).Become(Index));

        During(Index,
            When(Reported, Is(LaneStage.Finished)).Order(LaneOrder.Stream).Become(Catchup));

        During(Catchup,
            When(Reported, Is(LaneStage.Streaming)).IfElse(
                Verifies, then => then.Order(LaneOrder.Verify).Become(Verify), otherwise => otherwise.SwapOrWait().Become(Swap)));

        During(Verify,
            When(Reported, Is(LaneStage.Verified)).SwapOrWait().Become(Swap));

        During(Swap,
            When(Cutover).SwapOrWait(),
            When(Reported, Is(LaneStage.Joined)).TakeOver().Order(LaneOrder.Settle).Become(ForeignKeys));

        During(ForeignKeys,
            When(Reported, Is(LaneStage.Settled)).Order(LaneOrder.Close).Become(Closing));

        During([Snapshot, Index, Catchup, Verify, Swap],
            When(Cancel).Take().Order(LaneOrder.Close).Become(Closing));

        During([Snapshot, Index, Catchup, Verify, Swap, ForeignKeys],
            When(Reported, Is(LaneStage.Halted)).TakeFault().Order(LaneOrder.Close).Become(Closing));

        During(Closing,
            When(Reported, Is(LaneStage.Closed)).End().Finalize());

        DuringAny(
            When(Abandon).Finalize());

        // What is left over: a report that answers an order which was replaced, a cutover that is remembered, a cancel that comes too late.
        OnUnhandledEvent(unhandled => unhandled.Ignore());
        SetCompletedWhenFinalized();
    }

    public State Snapshot { get; private set; } = null!;

    public State Index { get; private set; } = null!;

    public State Catchup { get; private set; } = null!;

    public State Verify { get; private set; } = null!;

    public State Swap { get; private set; } = null!;

    public State ForeignKeys { get; private set; } = null!;

    public State Closing { get; private set; } = null!;

    public Event<BeginResync> Begin { get; private set; } = null!;

    public Event<ResyncLaneReported> Reported { get; private set; } = null!;

    public Event<CutoverResync> Cutover { get; private set; } = null!;

    public Event<CancelResync> Cancel { get; private set; } = null!;

    public Event<AbandonResync> Abandon { get; private set; } = null!;
}
