using BunnyDb.Contracts.SchemaSyncs;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres;
using BunnyDb.Postgres.Schema;

namespace BunnyDb.Applier.SchemaSyncs;

/// <summary>Labels that the source's enums have and the destination's lack, at the same place in the order where that is told by a neighbour. Pure.</summary>
/// <param name="types">The source's.</param>
/// <param name="present">The destination's types, by name.</param>
internal sealed class LabelSteps(IReadOnlyList<SyncedTable> tables, IReadOnlyList<TypeShape> types, IReadOnlyDictionary<QualifiedTable, TypeShape> present)
{
    internal IEnumerable<PlannedStep> Plan()
    {
        var told = new HashSet<QualifiedTable>();
        foreach (var table in tables)
        {
            var used = TypeClosure.Of(types, table.Carried.Select(column => column.TypeId));
            foreach (var type in used.Where(type => type.Labels.Count > 0 && present.ContainsKey(type.Name) && told.Add(type.Name)))
            {
                foreach (var statement in Statements(type, present[type.Name].Labels))
                {
                    yield return new PlannedStep(
                        table.Mapping.Id, new SchemaStep(table.Mapping.Destination.ToString(), SchemaStepKind.AddEnumLabel, statement, SchemaStepStatus.Planned));
                }
            }
        }
    }

    /// <summary>From the last label to the first, so that the one after it is there already.</summary>
    private static IEnumerable<string> Statements(TypeShape type, IReadOnlyList<string> had)
    {
        string? next = null;
        foreach (var label in type.Labels.Reverse())
        {
            if (!had.Contains(label))
            {
                yield return $"alter type {Identifiers.Quote(type.Name)} add value {Identifiers.Literal(label)}{(next is null ? "" : $" before {Identifiers.Literal(next)}")}";
            }

            next = label;
        }
    }
}
