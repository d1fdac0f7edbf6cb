using BunnyDb.Contracts.SchemaSyncs;

namespace BunnyDb.Applier.SchemaSyncs;

/// <summary>A step with what it means to the mapping.</summary>
/// <param name="NeedsResync">Afterwards rows of the destination have values that are not the source's.</param>
internal sealed record PlannedStep(Guid Mapping, SchemaStep Step, bool NeedsResync = false);
