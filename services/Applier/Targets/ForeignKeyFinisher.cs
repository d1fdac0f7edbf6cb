using BunnyDb.Contracts.Mirrors;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Applier.Targets;

/// <summary>
/// Makes the source's foreign keys between the given tables. They must stand at the same source position: the tables of one lane, or all tables of a
/// mirror whose temporary lane has just joined. Goes on after a kill where it stood.
/// </summary>
internal static class ForeignKeyFinisher
{
    /// <param name="areCopied">
    /// The tables' rows came from us: those that fit the source's validated keys are validated here too. Rows that were there before are the operator's and
    /// are not looked at.
    /// </param>
    internal static async Task FinishAsync(
        IReadOnlyList<TableMapping> mappings, bool areCopied, NpgsqlConnection source, NpgsqlConnection destination, CancellationToken ct)
    {
        var from = await SchemaReader.ReadTablesAsync(source, mappings.Select(mapping => mapping.Source), ct);
        var to = await SchemaReader.ReadTablesAsync(destination, mappings.Select(mapping => mapping.Destination), ct);
        var destinations = mappings.ToDictionary(mapping => mapping.Source, mapping => mapping.Destination);
        var names = to.Values.ToDictionary(
            table => table.Name,
            table => new FreeNames(table.Constraints.Select(constraint => constraint.Name).Concat(table.ForeignKeys.Select(key => key.Name))));
        foreach (var pair in ForeignKeyPair.Of(destinations, from, to).Where(pair => pair.CanRefer))
        {
            var name = pair.Present?.Name ?? names[pair.Table.Name].Take(pair.Key.Name);
            await MakeAsync(pair, name, mustValidate: areCopied && pair.Key.IsValidated, destination, ct);
        }
    }

    private static async Task MakeAsync(ForeignKeyPair pair, string name, bool mustValidate, NpgsqlConnection destination, CancellationToken ct)
    {
        // A partitioned table takes no foreign key that is not valid.
        var isNotValid = pair.Table.Kind != RelationKind.PartitionedTable;
        if (pair.Present is null)
        {
            await destination.ExecuteAsync(ConstraintDdl.AddForeignKey(pair.Table.Name, pair.Key, pair.Referenced.Name, name, isNotValid), ct);
        }

        if (mustValidate && (pair.Present is null ? isNotValid : !pair.Present.IsValidated))
        {
            await destination.ExecuteAsync(ConstraintDdl.Validate(pair.Table.Name, name), ct);
        }
    }
}
