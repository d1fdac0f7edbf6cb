namespace BunnyDb.Contracts.Resyncs;

/// <summary>Where a resync is, as its history says. Printed in capitals.</summary>
public enum ResyncStatus
{
    /// <summary>Asked for; the mirror's state machine has not let it begin.</summary>
    Requested,

    Running,

    /// <summary>The tables hold the fresh rows, with everything that belongs to them.</summary>
    Succeeded,

    /// <summary>Ended with a fault; what it made is gone.</summary>
    Failed,

    /// <summary>Ended because somebody asked for that.</summary>
    Cancelled,
}
