using BunnyDb.Contracts.Mirrors;

namespace BunnyDb.ControlPlane.Mirrors.Configuration;

/// <summary>What becomes of a mirror's tables when its list is replaced.</summary>
/// <param name="Mappings">The new list: a pair of tables that stays keeps its id, everything else has a new one and is loaded.</param>
/// <param name="ToExamine">The mappings that are new, or whose columns changed.</param>
/// <param name="Added">How many will be loaded at the next resume.</param>
/// <param name="Removed">How many mappings end.</param>
internal sealed record MappingEdit(IReadOnlyList<TableMapping> Mappings, IReadOnlyList<TableMapping> ToExamine, int Added, int Removed)
{
    /// <summary>Pure.</summary>
    internal static MappingEdit Of(IReadOnlyList<TableMapping> present, IReadOnlyList<TableMapping> wanted)
    {
        var known = present.ToDictionary(mapping => (mapping.Source, mapping.Destination));
        var mappings = new List<TableMapping>();
        var toExamine = new List<TableMapping>();
        foreach (var mapping in wanted)
        {
            var stays = known.TryGetValue((mapping.Source, mapping.Destination), out var old) && Stays(old, mapping);
            var result = stays ? mapping with { Id = old!.Id } : mapping;
            mappings.Add(result);
            if (!stays || old!.PartitionKey != mapping.PartitionKey || !old.ExcludeColumns.ToHashSet().SetEquals(mapping.ExcludeColumns))
            {
                toExamine.Add(result);
            }
        }

        var kept = mappings.Select(mapping => mapping.Id).Intersect(present.Select(mapping => mapping.Id)).Count();
        return new MappingEdit(mappings, toExamine, mappings.Count - kept, present.Count - kept);
    }

    /// <summary>A column that is no longer excluded has values that never left the source: only loading the table again brings them.</summary>
    private static bool Stays(TableMapping old, TableMapping wanted) => old.ExcludeColumns.All(wanted.ExcludeColumns.Contains);
}
