using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Resyncs;
using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Sagas;
using BunnyDb.ControlPlane.Sagas.Resyncs;

namespace BunnyDb.Unit.ControlPlane.Sagas.Resyncs;

public sealed class ResyncSagaTests
{
    [Fact]
    public void A_swap_waits_for_the_operator_where_he_wants_to_say_when()
    {
        var saga = Saga(new MirrorOptions { ResyncStrategy = ResyncStrategy.Swap, Cutover = Cutover.Manual });

        saga.SwapOrWait();
        saga.Lane!.NewOrder.ShouldBeNull();

        var asked = Saga(new MirrorOptions { ResyncStrategy = ResyncStrategy.Swap, Cutover = Cutover.Manual }, isCutoverAsked: true);
        asked.SwapOrWait();
        asked.Lane!.NewOrder.ShouldBe(LaneOrder.Join);
    }

    [Fact]
    public void A_cutover_that_comes_twice_orders_nothing_anew()
    {
        var saga = Saga(new MirrorOptions { ResyncStrategy = ResyncStrategy.Swap }, order: LaneOrder.Join);

        saga.SwapOrWait();

        saga.Lane!.NewOrder.ShouldBeNull();
    }

    [Fact]
    public void A_report_that_answers_a_replaced_order_is_no_answer()
    {
        var saga = Saga(new MirrorOptions(), order: LaneOrder.Close, orderNo: 5, stage: LaneStage.Copied, stageNo: 4);

        saga.Answers(new ResyncLaneReported(Guid.Empty, saga.Lane!.Id.Value, LaneStage.Copied, 4)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(ResyncStatus.Running, false, ResyncStatus.Succeeded)]
    [InlineData(ResyncStatus.Cancelled, false, ResyncStatus.Cancelled)]
    [InlineData(ResyncStatus.Failed, false, ResyncStatus.Failed)]
    [InlineData(ResyncStatus.Cancelled, true, ResyncStatus.Succeeded)] // The cancel came too late.
    public void What_was_swapped_has_succeeded_whoever_wanted_to_end_it(ResyncStatus decided, bool isSwapped, ResyncStatus end)
    {
        var saga = Saga(new MirrorOptions { ResyncStrategy = ResyncStrategy.Swap }, status: decided, isSwapped: isSwapped);

        saga.End();

        saga.NewStatus.ShouldBe(end);
        saga.HasEnded.ShouldBeTrue();
    }

    private static ResyncSaga Saga(
        MirrorOptions options, bool isCutoverAsked = false, ResyncStatus status = ResyncStatus.Running, bool isSwapped = false,
        LaneOrder order = LaneOrder.Verify, long orderNo = 7, LaneStage stage = LaneStage.Verified, long stageNo = 7)
    {
        var id = LaneId.New();
        var lane = new Lane(
            id, Guid.NewGuid(), new MirrorName("m"), LaneKind.Temporary, "s", "s", order, orderNo, stage, stageNo, 1, null, null, Lsn.None, "a", "b", options, null);
        var saga = new ResyncSaga();
        saga.Attach(
            new LockedResync(lane.MirrorId, "m", options, options.ResyncStrategy, false, ["public.t"], status, isCutoverAsked, false, isSwapped,
                status == ResyncStatus.Failed ? new Fault(FaultKind.Halt, FaultCode.NotEqual, "Not equal.", "Again.") : null),
            new SagaLane(id, LaneKind.Temporary, lane, hasTables: true));
        return saga;
    }
}
