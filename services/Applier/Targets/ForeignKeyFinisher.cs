using BunnyDb.Contracts.Mirrors;
using BunnyDb.Postgres;
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
        foreach (var pair in ForeignKeyPair.Of(destinations, from, to).Where(pair => pair.CanRefer))
        {
            var key = await EnsureAsync(pair, destination, ct);
            if (areCopied && pair.Key.IsValidated && !key.IsValidated)
            {
                await destination.ExecuteAsync(ConstraintDdl.Validate(pair.Table.Name, key.Name), ct);
            }
        }
    }

    /// <summary>
    /// The destination's key, made if it was not there. The advisory lock lets a second applier, which does not know yet that it lost the lane, wait and then find it.
    /// </summary>
    private static async Task<ForeignKeyShape> EnsureAsync(ForeignKeyPair pair, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var transaction = await destination.BeginTransactionAsync(ct);
        await destination.ExecuteAsync($"select pg_advisory_xact_lock(hashtextextended({Identifiers.Literal($"bunnydb foreign keys of {pair.Table.Name}")}, 0))", ct);
        var table = (await SchemaReader.ReadTablesAsync(destination, [pair.Table.Name], ct))[pair.Table.Name];
        if (pair.In(table).Present is { } present)
        {
            return present;
        }

        var name = new FreeNames(table.Constraints.Select(constraint => constraint.Name).Concat(table.ForeignKeys.Select(key => key.Name))).Take(pair.Key.Name);

        // A partitioned table takes no foreign key that is not valid.
        var isNotValid = table.Kind != RelationKind.PartitionedTable;
        await destination.ExecuteAsync(ConstraintDdl.AddForeignKey(table.Name, pair.Key, pair.Referenced.Name, name, isNotValid), ct);
        await transaction.CommitAsync(CancellationToken.None);
        return pair.Key with { Name = name, IsValidated = !isNotValid };
    }
}
