using BunnyDb.Contracts.Values;

namespace BunnyDb.Applier.Routes;

/// <summary>Where a lane writes one source table's changes to.</summary>
/// <param name="Excluded">Source columns that the mapping leaves out; ignored even if they arrive.</param>
internal sealed record TableRoute(Guid MappingId, QualifiedTable Source, QualifiedTable Destination, IReadOnlySet<string> Excluded);
