using BunnyDb.Contracts.Mirrors;
using BunnyDb.Postgres;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Applier.Targets;

/// <summary>One index or constraint that is to be made on a destination table.</summary>
/// <param name="Name">Free in the destination's schema when the plan was made.</param>
internal sealed record StructureBuild(TableMapping Mapping, TableShape Source, Structure Structure, string Name)
{
    /// <summary>
    /// Makes it unless its like is there. The advisory lock lets a second applier, which does not know yet that it lost the lane, wait and then find it made.
    /// </summary>
    internal async Task RunAsync(NpgsqlConnection destination, CancellationToken ct)
    {
        await using var transaction = await destination.BeginTransactionAsync(ct);
        await destination.ExecuteAsync(
            $"select pg_advisory_xact_lock(hashtextextended({Identifiers.Literal($"bunnydb {Mapping.Destination} {Structure.Definition}")}, 0))", ct);
        var present = (await SchemaReader.ReadTablesAsync(destination, [Mapping.Destination], ct))[Mapping.Destination];
        var missing = MissingStructures.Of(Source, present, Mapping.ExcludeColumns);
        if (missing.Keys.Concat(missing.Others).Any(structure => structure.Definition == Structure.Definition))
        {
            await destination.ExecuteAsync(Statement, ct);
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    private string Statement => Structure switch
    {
        Structure.OfConstraint(var constraint) => ConstraintDdl.Add(Mapping.Destination, constraint, Name),
        Structure.OfIndex(var index) => ConstraintDdl.CreateIndex(Mapping.Destination, index, Name),
        _ => throw new InvalidOperationException($"A structure of kind {Structure.GetType().Name} cannot be made."),
    };
}
