using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.SchemaChanges;

namespace BunnyDb.Applier.Routes;

/// <summary>Where a lane writes one source table's changes to.</summary>
/// <param name="Excluded">Source columns that the mapping leaves out; ignored even if they arrive.</param>
internal sealed record TableRoute(Guid MappingId, QualifiedTable Source, QualifiedTable Destination, IReadOnlySet<string> Excluded)
{
    /// <summary>The source table that the destination's was last made to fit; null: that is not on record.</summary>
    internal KnownSource? Known { get; init; }
}
