namespace BunnyDb.Contracts.Mirrors;

/// <summary>Where a mirror is in its life; only the mirror's state machine sets it. Printed in capitals (<c>SETTING_UP</c>).</summary>
public enum MirrorStatus
{
    /// <summary>From creation until the slot and the snapshot are there.</summary>
    SettingUp,

    /// <summary>While tables are copied: at the mirror's start, and after a resume that added tables.</summary>
    Snapshot,

    /// <summary>Changes flow.</summary>
    Running,

    /// <summary>A pause was asked for (or a fault met) and something may still be written.</summary>
    Pausing,

    /// <summary>Nothing is written; the slot is kept and inactive.</summary>
    Paused,

    /// <summary>A resync runs beside the main lane.</summary>
    Resyncing,

    /// <summary>The destination's tables are being altered to the source's shape.</summary>
    SyncingSchema,

    /// <summary>Being deleted.</summary>
    Terminating,

    /// <summary>Stopped by something that a resume cannot mend.</summary>
    Failed,
}
