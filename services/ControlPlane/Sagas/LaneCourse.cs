using BunnyDb.Contracts.Lanes;

namespace BunnyDb.ControlPlane.Sagas;

/// <summary>The order of a lane's steps. Pure.</summary>
internal static class LaneCourse
{
    /// <summary>The order that follows a stage; null: the lane is where it shall be, or its course ends here.</summary>
    /// <param name="copies">Whether the lane's tables are copied at all (<c>do_initial_snapshot</c>).</param>
    internal static LaneOrder? Next(LaneKind kind, LaneStage reached, bool copies) => reached switch
    {
        LaneStage.Requested => LaneOrder.Open,
        LaneStage.Opened => LaneOrder.Prepare,
        LaneStage.Prepared => copies ? LaneOrder.Copy : LaneOrder.Finish,
        LaneStage.Copied => LaneOrder.Finish,
        LaneStage.Finished or LaneStage.Reopened => LaneOrder.Stream,
        LaneStage.Streaming => kind == LaneKind.Temporary ? LaneOrder.Join : null,
        LaneStage.Joined => LaneOrder.Close,
        LaneStage.Stopped or LaneStage.Closed or LaneStage.Halted or LaneStage.Verified or LaneStage.Settled => null,
        _ => throw new ArgumentOutOfRangeException(nameof(reached), reached, null),
    };
}
