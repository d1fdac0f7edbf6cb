namespace BunnyDb.Contracts.Mirrors;

/// <summary>What is being done inside a <see cref="MirrorStatus"/>. Printed in capitals (<c>FOREIGN_KEYS</c>).</summary>
public enum MirrorPhase
{
    Setup,
    Snapshot,
    Index,
    ForeignKeys,
    Cdc,
    Catchup,
    Verify,
    Swap,
    SchemaSync,
    Teardown,
}
