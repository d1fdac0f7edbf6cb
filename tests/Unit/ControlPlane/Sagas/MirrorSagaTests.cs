using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Events;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Sagas;

namespace BunnyDb.Unit.ControlPlane.Sagas;

public sealed class MirrorSagaTests
{
    [Fact]
    public void A_report_that_answers_a_replaced_order_changes_nothing()
    {
        var lane = StoredLane(LaneKind.Main, LaneOrder.Stop, orderNo: 8, LaneStage.Copied, stageNo: 7);
        var saga = Saga(0, lane);

        saga.Advance(new LaneReported(Guid.Empty, lane.Id.Value, LaneStage.Copied, 7));

        saga.Lanes.Single().NewOrder.ShouldBeNull();
    }

    [Fact]
    public void A_copy_whose_snapshot_was_lost_is_prepared_again()
    {
        var lane = StoredLane(LaneKind.Main, LaneOrder.Copy, orderNo: 5, LaneStage.Opened, stageNo: 5);
        var saga = Saga(0, lane);

        saga.Advance(new LaneReported(Guid.Empty, lane.Id.Value, LaneStage.Opened, 5));

        saga.Lanes.Single().NewOrder.ShouldBe(LaneOrder.Prepare);
    }

    [Fact]
    public void Tables_added_to_a_mirror_that_streamed_get_a_temporary_lane()
    {
        var saga = Saga(unowned: 2, Stopped(LaneKind.Main, LaneOrder.Stream));

        saga.ResumeLanes();

        saga.MainLane!.NewOrder.ShouldBe(LaneOrder.Stream);
        saga.TakesUnowned.ShouldNotBeNull().Kind.ShouldBe(LaneKind.Temporary);
        saga.CopiesTables.ShouldBeTrue();
    }

    [Fact]
    public void Tables_added_before_the_first_copy_was_done_go_with_the_main_lane()
    {
        var saga = Saga(unowned: 1, Stopped(LaneKind.Main, LaneOrder.Open));

        saga.ResumeLanes();

        saga.TakesUnowned.ShouldBe(saga.MainLane);
        saga.Lanes.Count.ShouldBe(1);
    }

    [Fact]
    public void A_temporary_lane_that_lost_all_its_tables_closes_at_resume()
    {
        var saga = new MirrorSaga();
        var main = Stopped(LaneKind.Main, LaneOrder.Stream);
        var temporary = Stopped(LaneKind.Temporary, LaneOrder.Open);
        saga.Attach(
            new MirrorRow(new MirrorName("m"), new MirrorOptions(), MirrorPhase.Cdc, null, 0),
            [new SagaLane(main.Id, LaneKind.Main, main, hasTables: true), new SagaLane(temporary.Id, LaneKind.Temporary, temporary, hasTables: false)]);

        saga.ResumeLanes();

        saga.Lanes[1].NewOrder.ShouldBe(LaneOrder.Close);
    }

    [Fact]
    public void A_mirror_only_streams_once_its_temporary_lanes_are_gone()
    {
        var main = StoredLane(LaneKind.Main, LaneOrder.Stream, 6, LaneStage.Streaming, 6);
        var closed = StoredLane(LaneKind.Temporary, LaneOrder.Close, 9, LaneStage.Closed, 9);
        var saga = Saga(0, main, closed);
        saga.OnlyStreams.ShouldBeFalse();

        saga.Advance(new LaneReported(Guid.Empty, closed.Id.Value, LaneStage.Closed, 9));

        saga.OnlyStreams.ShouldBeTrue();
    }

    [Fact]
    public void A_mirror_is_stopped_when_every_lane_answered_its_stop()
    {
        var saga = Saga(0, Stopped(LaneKind.Main, LaneOrder.Stream), StoredLane(LaneKind.Temporary, LaneOrder.Stop, 4, LaneStage.Copied, 3));

        saga.AllStopped.ShouldBeFalse();
    }

    private static MirrorSaga Saga(int unowned, params Lane[] lanes)
    {
        var saga = new MirrorSaga();
        saga.Attach(
            new MirrorRow(new MirrorName("m"), new MirrorOptions(), MirrorPhase.Cdc, null, unowned),
            lanes.Select(lane => new SagaLane(lane.Id, lane.Kind, lane, hasTables: true)));
        return saga;
    }

    private static Lane Stopped(LaneKind kind, LaneOrder resumeWith) =>
        StoredLane(kind, LaneOrder.Stop, 9, LaneStage.Stopped, 9) with { ResumeWith = resumeWith };

    private static Lane StoredLane(LaneKind kind, LaneOrder order, long orderNo, LaneStage stage, long stageNo) => new(
        LaneId.New(), Guid.Empty, new MirrorName("m"), kind, "bunny_m", "bunny_m", order, orderNo, stage, stageNo, 1, "1", null, Lsn.None, "s", "d",
        new MirrorOptions(), null);
}
