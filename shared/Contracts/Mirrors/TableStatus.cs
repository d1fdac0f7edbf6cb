namespace BunnyDb.Contracts.Mirrors;

/// <summary>Where one mapped table is. Printed in capitals.</summary>
public enum TableStatus
{
    /// <summary>Mapped, nothing copied yet.</summary>
    Pending,

    /// <summary>A lane is loading it.</summary>
    Snapshot,

    /// <summary>The main lane keeps it in step.</summary>
    Synced,

    /// <summary>A resync refreshes it; the live table stays in step meanwhile.</summary>
    Resyncing,

    /// <summary>The source changed in a way that changes do not carry (a volatile default): it must be refreshed.</summary>
    NeedsResync,

    /// <summary>The table that stopped the mirror.</summary>
    Error,
}
