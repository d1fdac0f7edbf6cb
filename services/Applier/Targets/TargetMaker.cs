using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Applier.Targets;

/// <summary>Makes the tables that the destination lacks, with the schemas, types and sequences that they need; columns and checks only.</summary>
internal sealed class TargetMaker
{
    private readonly NpgsqlConnection destination;
    private readonly HashSet<string> schemas;
    private readonly Dictionary<string, FreeNames> relationNames = [];

    private TargetMaker(NpgsqlConnection destination, IEnumerable<string> schemas) => (this.destination, this.schemas) = (destination, [.. schemas]);

    /// <summary>Runs in the destination's open transaction. What exists is not touched.</summary>
    internal static async Task MakeMissingAsync(
        IReadOnlyList<TableMapping> mappings,
        IReadOnlyDictionary<QualifiedTable, TableShape> sourceTables,
        IReadOnlyDictionary<QualifiedTable, TableShape> present,
        NpgsqlConnection source,
        NpgsqlConnection destination,
        CancellationToken ct)
    {
        var missing = mappings.Where(mapping => !present.ContainsKey(mapping.Destination)).ToList();
        var maker = new TargetMaker(destination, await DestinationNames.SchemasAsync(destination, ct));
        await maker.MakeTypesAsync(missing, sourceTables, source, ct);
        foreach (var mapping in missing)
        {
            await maker.EnsureSchemaAsync(mapping.Destination.Schema, ct);
            (await maker.NamesOfAsync(mapping.Destination.Schema, ct)).Take(mapping.Destination.Name);
        }

        foreach (var mapping in missing)
        {
            await maker.MakeTableAsync(mapping, sourceTables[mapping.Source], ct);
        }
    }

    private async Task MakeTypesAsync(
        IReadOnlyList<TableMapping> missing, IReadOnlyDictionary<QualifiedTable, TableShape> sourceTables, NpgsqlConnection source, CancellationToken ct)
    {
        var types = await SchemaReader.ReadTypesAsync(source, missing.Select(mapping => sourceTables[mapping.Source]), ct);
        var needed = TypeClosure.Of(types, missing.SelectMany(mapping => CarriedTypes(sourceTables[mapping.Source], mapping)));
        var plan = TypePlan.Of(needed, await SchemaReader.FindTypesAsync(destination, [.. needed.Select(type => type.Name)], ct));
        if (plan.CannotMake.Count > 0)
        {
            throw new FaultException(new Fault(
                FaultKind.Halt, FaultCode.SchemaMismatch, $"The destination lacks types that BunnyDb cannot make: {string.Join(", ", plan.CannotMake.Select(type => type.Name))}.",
                "Create them there (create extension …, create type …), then resume."));
        }

        foreach (var type in plan.ToMake)
        {
            await EnsureSchemaAsync(type.Name.Schema, ct);
            await destination.ExecuteAsync(TypeDdl.Create(type), ct);
        }
    }

    private async Task MakeTableAsync(TableMapping mapping, TableShape table, CancellationToken ct)
    {
        var leftOut = table.LeftOut(mapping.ExcludeColumns);
        var sequences = table.Sequences.Where(sequence => !leftOut.Contains(sequence.ColumnNumber)).ToList();
        var names = new Dictionary<QualifiedTable, QualifiedTable>();
        foreach (var sequence in sequences)
        {
            names[sequence.Name] = await NameAsync(sequence, table, mapping.Destination, ct);
            if (!sequence.IsIdentity && !await DestinationNames.IsRelationAsync(destination, names[sequence.Name], ct))
            {
                await EnsureSchemaAsync(names[sequence.Name].Schema, ct);
                await destination.ExecuteAsync(SequenceDdl.Create(sequence, names[sequence.Name]), ct);
            }
        }

        await destination.ExecuteAsync(TableDdl.Create(table, mapping.Destination, mapping.ExcludeColumns, names), ct);
        foreach (var check in TableDdl.LateChecks(table, mapping.ExcludeColumns))
        {
            await KeptChecks.NoteAsync(mapping.Destination, check, destination, ct);
        }

        foreach (var sequence in sequences.Where(sequence => sequence is { IsOwned: true, IsIdentity: false, IsWholeDefault: true }))
        {
            var column = table.Columns.Single(column => column.Number == sequence.ColumnNumber).Name;
            await destination.ExecuteAsync(SequenceDdl.OwnedBy(names[sequence.Name], mapping.Destination, column), ct);
        }

        if (table.Identity == ReplicaIdentity.Full)
        {
            await destination.ExecuteAsync($"alter table {Identifiers.Quote(mapping.Destination)} replica identity full", ct);
        }
    }

    /// <summary>
    /// A column's own sequence moves with the table into its new schema, under a name that is free there. One that several defaults share, or that stands
    /// inside a longer expression, keeps its name, because the expression names it.
    /// </summary>
    private async Task<QualifiedTable> NameAsync(SequenceShape sequence, TableShape table, QualifiedTable target, CancellationToken ct)
    {
        if (!sequence.IsOwned || !(sequence.IsIdentity || sequence.IsWholeDefault))
        {
            return sequence.Name;
        }

        var schema = sequence.Name.Schema == table.Name.Schema ? target.Schema : sequence.Name.Schema;
        await EnsureSchemaAsync(schema, ct);
        return new QualifiedTable(schema, (await NamesOfAsync(schema, ct)).Take(sequence.Name.Name));
    }

    private static IEnumerable<uint> CarriedTypes(TableShape table, TableMapping mapping)
    {
        var leftOut = table.LeftOut(mapping.ExcludeColumns);
        return table.Columns.Where(column => !leftOut.Contains(column.Number)).Select(column => column.Type.Oid);
    }

    private async Task EnsureSchemaAsync(string schema, CancellationToken ct)
    {
        if (schemas.Add(schema))
        {
            await destination.ExecuteAsync($"create schema {Identifiers.Quote(schema)}", ct);
        }
    }

    private async Task<FreeNames> NamesOfAsync(string schema, CancellationToken ct) =>
        relationNames.TryGetValue(schema, out var names)
            ? names
            : relationNames[schema] = new FreeNames(await DestinationNames.RelationsAsync(destination, schema, ct));
}
