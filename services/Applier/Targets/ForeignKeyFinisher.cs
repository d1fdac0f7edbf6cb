using BunnyDb.Contracts.Mirrors;
using BunnyDb.Postgres;
using BunnyDb.Postgres.Schema;
using BunnyDb.Postgres.Swaps;
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
    /// <returns>
    /// A sentence for each key that rows violate, as those may that the source has taken as a replica: it is there and NOT VALID, or, where PostgreSQL takes no
    /// such key, is not there.
    /// </returns>
    internal static async Task<IReadOnlyList<string>> FinishAsync(
        IReadOnlyList<TableMapping> mappings, bool areCopied, NpgsqlConnection source, NpgsqlConnection destination, CancellationToken ct)
    {
        var from = await SchemaReader.ReadTablesAsync(source, mappings.Select(mapping => mapping.Source), ct);
        var to = await SchemaReader.ReadTablesAsync(destination, mappings.Select(mapping => mapping.Destination), ct);
        var destinations = mappings.ToDictionary(mapping => mapping.Source, mapping => mapping.Destination);
        var warnings = new List<string>();
        var toValidate = new List<TableConstraint>();
        foreach (var pair in ForeignKeyPair.Of(destinations, from, to).Where(pair => pair.CanRefer))
        {
            if (await EnsureAsync(pair, destination, ct) is not { } key)
            {
                warnings.Add($"The foreign key {pair.Key.Name} on {pair.Table.Name} could not be made: rows violate it, and a partitioned table takes none that is NOT VALID.");
            }
            else if (areCopied && pair.Key.IsValidated && !key.IsValidated)
            {
                toValidate.Add(new TableConstraint(pair.Table.Name, key.Name));
            }
        }

        return [.. warnings, .. (await Validation.RunAsync(destination, toValidate, ct)).Select(constraint => constraint.IsViolated)];
    }

    /// <summary>
    /// The destination's key, made if it was not there. The advisory lock lets a second applier, which does not know yet that it lost the lane, wait and then find it.
    /// </summary>
    /// <returns>Null: a partitioned table's rows violate it.</returns>
    private static async Task<ForeignKeyShape?> EnsureAsync(ForeignKeyPair pair, NpgsqlConnection destination, CancellationToken ct)
    {
        await using var transaction = await destination.BeginTransactionAsync(ct);
        await destination.ExecuteAsync($"select pg_advisory_xact_lock(hashtextextended({Identifiers.Literal($"bunnydb foreign keys of {pair.Table.Name}")}, 0))", ct);
        var table = (await SchemaReader.ReadTablesAsync(destination, [pair.Table.Name], ct))[pair.Table.Name];
        if (pair.In(table).Present is { } present)
        {
            return present;
        }

        var name = new FreeNames(table.Constraints.Select(constraint => constraint.Name).Concat(table.ForeignKeys.Select(key => key.Name))).Take(pair.Key.Name);

        // A partitioned table takes no foreign key that is not valid: its rows are looked at here.
        var isNotValid = table.Kind != RelationKind.PartitionedTable;
        try
        {
            await destination.ExecuteAsync(ConstraintDdl.AddForeignKey(table.Name, pair.Key, pair.Referenced.Name, name, isNotValid), ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return null;
        }

        await transaction.CommitAsync(CancellationToken.None);
        return pair.Key with { Name = name, IsValidated = !isNotValid };
    }
}
