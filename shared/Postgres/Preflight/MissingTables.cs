using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;

namespace BunnyDb.Postgres.Preflight;

/// <summary>Whether the tables that the destination lacks can be made there, with the schemas, types and functions that they need.</summary>
internal static class MissingTables
{
    internal static void Check(IReadOnlyList<TableMapping> mappings, DestinationFacts facts, Findings findings)
    {
        var missing = mappings.Where(mapping => !facts.Tables.ContainsKey(mapping.Destination) && facts.SourceTables.ContainsKey(mapping.Source)).ToList();
        var plan = TypePlan.Of(NeededTypes(missing, facts), facts.Types);
        var schemas = missing.Select(mapping => mapping.Destination.Schema).Concat(plan.ToMake.Select(type => type.Name.Schema)).Distinct().Order();
        foreach (var schema in schemas)
        {
            CheckSchema(schema, facts, findings);
        }

        foreach (var type in plan.CannotMake)
        {
            CannotMake(type, findings);
        }

        // Labels matter on tables that exist too.
        foreach (var (type, label) in TypePlan.Of(NeededTypes(mappings, facts), facts.Types).LacksLabels)
        {
            findings.Refuse("missing_enum_label", $"The destination's type {type.Name} lacks the label {Identifiers.Literal(label)}.",
                $"Run on the destination: alter type {Identifiers.Quote(type.Name)} add value {Identifiers.Literal(label)};");
        }

        foreach (var mapping in missing)
        {
            // An extension whose type is missing has been named above, with its schema.
            foreach (var used in facts.SourceTables[mapping.Source].ForeignObjects.Where(used => !facts.ForeignObjects.Contains(used)
                && !(used.Kind == "extension" && plan.CannotMake.Any(type => type.Extension == used.Identity))))
            {
                MissingObject(mapping, used, findings);
            }
        }
    }

    private static List<TypeShape> NeededTypes(IEnumerable<TableMapping> mappings, DestinationFacts facts)
    {
        var needed = new HashSet<uint>();
        foreach (var mapping in mappings)
        {
            if (facts.SourceTables.TryGetValue(mapping.Source, out var table))
            {
                var leftOut = table.LeftOut(mapping.ExcludeColumns);
                needed.UnionWith(table.Columns.Where(column => !leftOut.Contains(column.Number)).Select(column => column.Type.Oid));
            }
        }

        return TypeClosure.Of(facts.SourceTypes, needed);
    }

    private static void CheckSchema(string schema, DestinationFacts facts, Findings findings)
    {
        if (!facts.MayCreateInSchema.TryGetValue(schema, out var mayCreate))
        {
            if (!facts.MayCreateSchema)
            {
                findings.Refuse("missing_create_privilege", $"The destination has no schema {Identifiers.Quote(schema)}, and {facts.Role} may not create one.",
                    $"Run on the destination: create schema {Identifiers.Quote(schema)} authorization {facts.Role};");
            }
        }
        else if (!mayCreate)
        {
            findings.Refuse("missing_create_privilege", $"Role {facts.Role} may not create tables in schema {Identifiers.Quote(schema)}.",
                $"Run on the destination: grant usage, create on schema {Identifiers.Quote(schema)} to {facts.Role};");
        }
    }

    private static void CannotMake(TypeShape type, Findings findings)
    {
        if (type.Extension is { } extension)
        {
            findings.Refuse("missing_extension", $"The destination lacks the type {type.Name} of extension {Identifiers.Quote(extension)}.",
                $"Run on the destination: create extension {Identifiers.Quote(extension)} schema {Identifiers.Quote(type.Name.Schema)};");
        }
        else
        {
            findings.Refuse("missing_type", $"The destination lacks the type {type.Name}, which BunnyDb cannot make.", "Create the type on the destination by hand.");
        }
    }

    private static void MissingObject(TableMapping mapping, ForeignObject used, Findings findings)
    {
        if (used.Kind == "extension")
        {
            findings.Refuse("missing_extension", $"{mapping.Source} uses extension {Identifiers.Quote(used.Identity)}, which the destination lacks.",
                $"Run on the destination: create extension {Identifiers.Quote(used.Identity)};", mapping.Destination);
        }
        else
        {
            findings.Refuse("missing_object", $"{mapping.Source} uses the {used.Kind} {used.Identity}, which the destination lacks.",
                $"Create the {used.Kind} on the destination, or create the table there by hand without it.", mapping.Destination);
        }
    }
}
