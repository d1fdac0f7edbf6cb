using BunnyDb.Applier.Schema;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.SchemaSyncs;

namespace BunnyDb.Applier.SchemaSyncs;

/// <summary>A step with what it means to the mapping.</summary>
/// <param name="NeedsResync">Afterwards, or already where it is refused, rows of the destination have values that are not the source's.</param>
internal sealed record PlannedStep(Guid Mapping, SchemaStep Step, bool NeedsResync = false)
{
    /// <summary>Nothing that is done on the destination makes the table its source's again.</summary>
    internal static PlannedStep CopyAnew(TableMapping mapping, string why) => new(
        mapping.Id, new SchemaStep(mapping.Destination.ToString(), SchemaStepKind.CopyTable, "", SchemaStepStatus.Refused, why, SchemaFault.CopyAnew), NeedsResync: true);
}
