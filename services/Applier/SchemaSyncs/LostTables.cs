using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.SchemaSyncs;

namespace BunnyDb.Applier.SchemaSyncs;

/// <summary>Mapped tables that the source has no more, or of which it has another by the name: no change of theirs comes, and a sync says so. Pure.</summary>
internal static class LostTables
{
    internal static IEnumerable<PlannedStep> Plan(IReadOnlyList<TableMapping> mappings, SyncSource source, IReadOnlyList<SyncedTable> tables) =>
        mappings.Where(mapping => !source.Shapes.ContainsKey(mapping.Source))
            .Select(mapping => PlannedStep.CopyAnew(mapping, $"the source has no table {mapping.Source} any more")).Select(TakeOut)
            .Concat(tables.Where(table => table.IsReplaced).Select(table => PlannedStep.CopyAnew(
                table.Mapping, $"the source has another table by the name of {table.Mapping.Source} than the one that was copied")));

    private static PlannedStep TakeOut(PlannedStep lost) =>
        lost with { NeedsResync = false, Step = lost.Step with { Remedy = "Take the table out of the mirror; or give it its old name back on the source, then sync again." } };
}
