namespace BunnyDb.Contracts.Lanes;

/// <summary>
/// What the control plane wants a lane to do now. Only the mirror's state machine sets it (with a new order number); every service
/// compares it with what it is doing. Carrying one out twice changes nothing.
/// </summary>
public enum LaneOrder
{
    /// <summary>Reader: publication, slot and exported snapshot, under a new generation. Reports <see cref="LaneStage.Opened"/>.</summary>
    Open,

    /// <summary>Applier: targets exist and are empty. Reports <see cref="LaneStage.Prepared"/>.</summary>
    Prepare,

    /// <summary>Snapshot workers: plan the chunks and copy them under the lane's snapshot. Reports <see cref="LaneStage.Copied"/>.</summary>
    Copy,

    /// <summary>Applier: keys, indexes, statistics, foreign keys, sequences. Reports <see cref="LaneStage.Finished"/>.</summary>
    Finish,

    /// <summary>Reader and applier: run the lane. The reader reports <see cref="LaneStage.Streaming"/>, once it has caught up if the lane is temporary.</summary>
    Stream,

    /// <summary>As <see cref="Stream"/>, and the reader places markers until the main lane has taken over. The applier reports <see cref="LaneStage.Joined"/>.</summary>
    Join,

    /// <summary>As <see cref="Stream"/>, and the applier compares the targets with the source. Reports <see cref="LaneStage.Verified"/>.</summary>
    Verify,

    /// <summary>Applier, after a resync's lane was taken over: foreign keys are validated or put back, retired tables dropped. Reports <see cref="LaneStage.Settled"/>.</summary>
    Settle,

    /// <summary>Reader, of a main lane whose slot is lost: a new slot under the same name, and no routes, until a resync brings them back. Reports <see cref="LaneStage.Reopened"/>.</summary>
    Reopen,

    /// <summary>Everyone: stop. The reader fences the destination, sees the slot inactive and reports <see cref="LaneStage.Stopped"/>.</summary>
    Stop,

    /// <summary>Everyone: stop. The reader drops slot, publication, stream and the destination's bookkeeping and reports <see cref="LaneStage.Closed"/>.</summary>
    Close,
}
