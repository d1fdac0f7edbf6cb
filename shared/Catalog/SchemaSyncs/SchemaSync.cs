using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.SchemaSyncs;

namespace BunnyDb.Catalog.SchemaSyncs;

/// <summary>A schema sync as it was asked for.</summary>
/// <param name="Steps">Null until it ended well.</param>
/// <param name="Fault">Why it did nothing at all; null otherwise.</param>
public sealed record SchemaSync(Guid Id, Guid MirrorId, bool IsDryRun, IReadOnlyList<SchemaStep>? Steps, Fault? Fault)
{
    public bool IsFinished => Steps is not null || Fault is not null;
}
