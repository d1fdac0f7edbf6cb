using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
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
    internal static async Task FinishAsync(
        MirrorOptions options, IReadOnlyList<TableMapping> mappings, NpgsqlConnection source, NpgsqlConnection destination, CancellationToken ct)
    {
        if (!options.ReplicateForeignKeys)
        {
            return;
        }

        var from = await SchemaReader.ReadTablesAsync(source, mappings.Select(mapping => mapping.Source), ct);
        var to = await SchemaReader.ReadTablesAsync(destination, mappings.Select(mapping => mapping.Destination), ct);
        var bySource = mappings.ToDictionary(mapping => mapping.Source);
        foreach (var mapping in mappings.Where(mapping => from.ContainsKey(mapping.Source) && to.ContainsKey(mapping.Destination)))
        {
            var table = to[mapping.Destination];
            var names = new FreeNames(table.Constraints.Select(constraint => constraint.Name).Concat(table.ForeignKeys.Select(key => key.Name)));
            foreach (var key in from[mapping.Source].ForeignKeys)
            {
                if (bySource.TryGetValue(key.Referenced, out var other) && to.TryGetValue(other.Destination, out var referenced) && CanRefer(key, table, referenced))
                {
                    // What was copied fits the source's validated keys. Rows that were there before we came are the operator's: they are not looked at.
                    await MakeAsync(key, table, referenced, names, mustValidate: key.IsValidated && options.DoInitialSnapshot, destination, ct);
                }
            }
        }
    }

    private static async Task MakeAsync(
        ForeignKeyShape key, TableShape table, TableShape referenced, FreeNames names, bool mustValidate, NpgsqlConnection destination, CancellationToken ct)
    {
        var present = table.ForeignKeys.FirstOrDefault(own => IsLike(own, key, referenced.Name));
        var name = present?.Name ?? names.Take(key.Name);

        // A partitioned table takes no foreign key that is not valid.
        var isNotValid = table.Kind != RelationKind.PartitionedTable;
        if (present is null)
        {
            await destination.ExecuteAsync(ConstraintDdl.AddForeignKey(table.Name, key, referenced.Name, name, isNotValid), ct);
        }

        if (mustValidate && (present is null ? isNotValid : !present.IsValidated))
        {
            await destination.ExecuteAsync(ConstraintDdl.Validate(table.Name, name), ct);
        }
    }

    /// <summary>The columns are there, and the referenced ones are unique as PostgreSQL asks for.</summary>
    private static bool CanRefer(ForeignKeyShape key, TableShape table, TableShape referenced) =>
        key.Columns.All(name => table.Column(name) is not null)
        && referenced.Indexes.Any(index => index is { IsUnique: true, IsImmediate: true, IsPlain: true } && index.KeyColumns.Order().SequenceEqual(key.ReferencedColumns.Order()));

    private static bool IsLike(ForeignKeyShape own, ForeignKeyShape key, QualifiedTable referenced) =>
        own.Referenced == referenced && own.Columns.Zip(own.ReferencedColumns).Order().SequenceEqual(key.Columns.Zip(key.ReferencedColumns).Order());
}
