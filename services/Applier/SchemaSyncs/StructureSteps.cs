using BunnyDb.Applier.Targets;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.SchemaSyncs;
using BunnyDb.Postgres.Schema;

namespace BunnyDb.Applier.SchemaSyncs;

/// <summary>
/// Indexes and constraints that the source has and the destination lacks, as the mirror's options say; never one that the destination has more: nobody
/// can tell whose it is. Pure, but for the names that it takes.
/// </summary>
/// <param name="names">Free names by destination schema.</param>
internal sealed class StructureSteps(IReadOnlyList<SyncedTable> tables, MirrorOptions options, IReadOnlyDictionary<string, FreeNames> names)
{
    internal IEnumerable<PlannedStep> Plan() => tables.SelectMany(table => Checks(table).Concat(Structures(table))).Concat(ForeignKeys());

    private static IEnumerable<PlannedStep> Checks(SyncedTable table)
    {
        var leftOut = table.Source.LeftOut(table.Mapping.ExcludeColumns);
        var taken = new FreeNames(table.Destination.Constraints.Select(own => own.Name));
        return table.Source.Constraints
            .Where(check => check.Kind == ConstraintKind.Check && !check.Columns.Any(leftOut.Contains))
            .Select(check => (Check: check, Likes: table.Destination.Constraints.Where(own => own.Definition == check.Definition).ToList()))
            .Where(pair => pair.Likes.All(own => pair.Check.IsValidated && !own.IsValidated))
            .Select(pair => pair.Likes is [var like, ..]
                ? ConstraintDdl.Validate(table.Destination.Name, like.Name)
                : ConstraintDdl.Add(table.Destination.Name, pair.Check, taken.Take(pair.Check.Name)))
            .Select(statement => Tightening(table, SchemaStepKind.AddConstraint, statement, table.HasPassed));
    }

    private IEnumerable<PlannedStep> Structures(SyncedTable table)
    {
        var missing = MissingStructures.Of(table.Source, table.Destination, table.Mapping.ExcludeColumns);
        return missing.Keys.Concat(options.ReplicateIndexes ? missing.Others : []).Select(structure => (Structure: structure, Name: names[table.Destination.Name.Schema].Take(structure.WantedName)))
            .Select(item => item.Structure switch
            {
                Structure.OfConstraint(var constraint) => Tightening(table, SchemaStepKind.AddConstraint, ConstraintDdl.Add(table.Destination.Name, constraint, item.Name), table.HasPassed),
                Structure.OfIndex(var index) => Tightening(
                    table, SchemaStepKind.CreateIndex, ConstraintDdl.CreateIndex(table.Destination.Name, index, item.Name), table.HasPassed || !index.IsUnique),
                var other => throw new InvalidOperationException($"A structure of kind {other.GetType().Name} cannot be made."),
            });
    }

    private IEnumerable<PlannedStep> ForeignKeys()
    {
        if (!options.ReplicateForeignKeys)
        {
            return [];
        }

        var pairs = ForeignKeyPair.Of(
            tables.ToDictionary(table => table.Source.Name, table => table.Destination.Name), tables.ToDictionary(table => table.Source.Name, table => table.Source),
            tables.ToDictionary(table => table.Destination.Name, table => table.Destination));
        return pairs.Where(pair => pair is { Present: null, CanRefer: true }).Select(pair =>
        {
            var table = tables.Single(table => table.Destination.Name == pair.Table.Name);
            var name = new FreeNames(pair.Table.Constraints.Select(own => own.Name).Concat(pair.Table.ForeignKeys.Select(own => own.Name))).Take(pair.Key.Name);
            return Tightening(
                table, SchemaStepKind.AddForeignKey, ConstraintDdl.AddForeignKey(pair.Table.Name, pair.Key, pair.Referenced.Name, name, isNotValid: !pair.Key.IsValidated),
                tables.Where(other => other.Destination.Name == pair.Table.Name || other.Destination.Name == pair.Referenced.Name).All(other => other.HasPassed));
        });
    }

    private static PlannedStep Tightening(SyncedTable table, SchemaStepKind kind, string statement, bool isDue) => new(
        table.Mapping.Id,
        isDue
            ? new SchemaStep(table.Mapping.Destination.ToString(), kind, statement, SchemaStepStatus.Planned)
            : new SchemaStep(
                table.Mapping.Destination.ToString(), kind, statement, SchemaStepStatus.Later, "changes that are still under way may not fit it",
                "Resume the mirror if it is paused, let it catch up, then sync again."));
}
