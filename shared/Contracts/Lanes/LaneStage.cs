namespace BunnyDb.Contracts.Lanes;

/// <summary>The last thing a service reported of a lane; stored in the catalog with the order number it answers.</summary>
public enum LaneStage
{
    /// <summary>Set with the row by the control plane: nothing exists yet.</summary>
    Requested,

    /// <summary>Set by the reader: slot and publication exist, the snapshot is exported and held.</summary>
    Opened,

    /// <summary>Set by the applier: the targets are there, empty, and fenced to this generation.</summary>
    Prepared,

    /// <summary>Set by the snapshot worker that finished the last chunk: from here the lane no longer needs its snapshot.</summary>
    Copied,

    /// <summary>Set by the applier: keys, indexes, statistics and foreign keys are there.</summary>
    Finished,

    /// <summary>Set by the reader: changes flow (and, of a temporary lane, it has nearly caught up).</summary>
    Streaming,

    /// <summary>Set by the applier of the main lane: it has taken this temporary lane's tables over at the marker.</summary>
    Joined,

    /// <summary>Set by the applier: at one point of the source, the targets were equal to it.</summary>
    Verified,

    /// <summary>Set by the applier: nothing of a hand-over is left to do.</summary>
    Settled,

    /// <summary>Set by the reader: the main lane has a new slot and writes nothing yet.</summary>
    Reopened,

    /// <summary>Set by the reader: nothing of this lane will be written to the destination, and the slot is inactive.</summary>
    Stopped,

    /// <summary>Set by the reader: nothing is left of the lane on either database or the broker.</summary>
    Closed,

    /// <summary>Set by any service with a fault that only a person can mend: it stopped carrying out the order.</summary>
    Halted,
}
