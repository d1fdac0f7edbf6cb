namespace BunnyDb.Contracts.Faults;

/// <summary>What a fault asks for. An unknown fault asks for a person: retrying what we do not understand could hide it.</summary>
public enum FaultKind
{
    /// <summary>A database or the broker is away, a serialization failure, too many connections: retried with back-off, shown meanwhile.</summary>
    Transient,

    /// <summary>Stops the mirror as PAUSED; a resume continues once the cause is gone.</summary>
    Halt,

    /// <summary>Stops the mirror as FAILED: a resume cannot mend it (the slot is gone or moved).</summary>
    Fatal,
}
