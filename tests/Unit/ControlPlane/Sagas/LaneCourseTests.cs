using BunnyDb.Contracts.Lanes;
using BunnyDb.ControlPlane.Sagas;

namespace BunnyDb.Unit.ControlPlane.Sagas;

public sealed class LaneCourseTests
{
    [Fact]
    public void A_main_lane_ends_its_course_streaming() =>
        Course(LaneKind.Main, copies: true).ShouldBe([LaneOrder.Open, LaneOrder.Prepare, LaneOrder.Copy, LaneOrder.Finish, LaneOrder.Stream]);

    [Fact]
    public void A_temporary_lane_joins_and_closes() =>
        Course(LaneKind.Temporary, copies: true).ShouldBe(
            [LaneOrder.Open, LaneOrder.Prepare, LaneOrder.Copy, LaneOrder.Finish, LaneOrder.Stream, LaneOrder.Join, LaneOrder.Close]);

    [Fact]
    public void Without_an_initial_snapshot_nothing_is_copied() =>
        Course(LaneKind.Main, copies: false).ShouldBe([LaneOrder.Open, LaneOrder.Prepare, LaneOrder.Finish, LaneOrder.Stream]);

    private static List<LaneOrder> Course(LaneKind kind, bool copies)
    {
        var orders = new List<LaneOrder>();
        LaneStage? reached = LaneStage.Requested;
        while (reached is { } stage && LaneCourse.Next(kind, stage, copies) is { } order)
        {
            orders.Add(order);
            reached = order switch
            {
                LaneOrder.Open => LaneStage.Opened,
                LaneOrder.Prepare => LaneStage.Prepared,
                LaneOrder.Copy => LaneStage.Copied,
                LaneOrder.Finish => LaneStage.Finished,
                LaneOrder.Stream => LaneStage.Streaming,
                LaneOrder.Join => LaneStage.Joined,
                _ => null,
            };
        }

        return orders;
    }
}
