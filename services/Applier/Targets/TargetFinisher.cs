using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Applier.Targets;

/// <summary>
/// The order Finish: after the copy, the keys that rows are addressed by, then every other index and constraint, statistics, checks that older rows may
/// break, foreign keys, sequences.
/// Each statement commits on its own and is made only if its like is not there, so that it goes on after a kill where it stood.
/// </summary>
internal static class TargetFinisher
{
    /// <summary>Index builds at the same time: each may use a core and maintenance_work_mem of the destination.</summary>
    private const int ParallelBuilds = 3;

    /// <param name="tables">The tables of the lane. Foreign keys are made among these; see <see cref="ForeignKeyFinisher"/> for those to other lanes' tables.</param>
    /// <param name="openDestination">Gives an open connection of its own at every call.</param>
    /// <returns>A sentence for everything that could not be made as it is on the source.</returns>
    internal static async Task<IReadOnlyList<string>> FinishAsync(
        Lane lane,
        IReadOnlyList<MappedTable> tables,
        NpgsqlConnection source,
        Func<CancellationToken, ValueTask<NpgsqlConnection>> openDestination,
        CancellationToken ct)
    {
        var mappings = tables.Select(table => table.Mapping).ToList();
        await using var destination = await openDestination(ct);
        var plan = await PlanAsync(mappings, source, destination, ct);
        await BuildAsync(plan.SelectMany(table => table.Keys), openDestination, ct);
        foreach (var table in plan)
        {
            await ReplicaIdentityFinisher.SetAsync(table.Source, table.Destination, destination, ct);
        }

        if (lane.Options.ReplicateIndexes)
        {
            await BuildAsync(plan.SelectMany(table => table.Others), openDestination, ct);
        }

        await Parallel.ForEachAsync(plan, Bounded(ct), async (table, token) =>
        {
            await using var connection = await openDestination(token);
            await connection.ExecuteAsync($"analyze {Identifiers.Quote(table.Destination.Name)}", token);
        });
        var warnings = await KeptChecks.PutBackAsync(destination, lane.Id, ct);
        if (lane.Options.ReplicateForeignKeys)
        {
            warnings = [.. warnings, .. await ForeignKeyFinisher.FinishAsync(mappings, TargetPreparer.CopiesRows(lane), source, destination, ct)];
        }

        await SequenceSync.SyncAsync(source, destination, mappings, ct);
        return warnings;
    }

    private static Task BuildAsync(IEnumerable<StructureBuild> builds, Func<CancellationToken, ValueTask<NpgsqlConnection>> openDestination, CancellationToken ct) =>
        Parallel.ForEachAsync(builds, Bounded(ct), async (build, token) =>
        {
            await using var connection = await openDestination(token);
            await build.RunAsync(connection, token);
        });

    private static async Task<List<TablePlan>> PlanAsync(
        IReadOnlyList<TableMapping> mappings, NpgsqlConnection source, NpgsqlConnection destination, CancellationToken ct)
    {
        var from = await SchemaReader.ReadTablesAsync(source, mappings.Select(mapping => mapping.Source), ct);
        var to = await SchemaReader.ReadTablesAsync(destination, mappings.Select(mapping => mapping.Destination), ct);
        var names = new Dictionary<string, FreeNames>();
        var plan = new List<TablePlan>();
        foreach (var mapping in mappings.Where(mapping => from.ContainsKey(mapping.Source)))
        {
            var schema = mapping.Destination.Schema;
            if (!names.ContainsKey(schema))
            {
                names[schema] = new FreeNames(await DestinationNames.RelationsAsync(destination, schema, ct));
            }

            var (original, copy) = (from[mapping.Source], to[mapping.Destination]);
            var missing = MissingStructures.Of(original, copy, mapping.ExcludeColumns);
            List<StructureBuild> Builds(IEnumerable<Structure> structures) =>
                [.. structures.Select(structure => new StructureBuild(mapping, original, structure, names[schema].Take(structure.WantedName)))];
            plan.Add(new TablePlan(original, copy, Builds(missing.Keys), Builds(missing.Others)));
        }

        return plan;
    }

    private static ParallelOptions Bounded(CancellationToken ct) => new() { MaxDegreeOfParallelism = ParallelBuilds, CancellationToken = ct };

    private sealed record TablePlan(TableShape Source, TableShape Destination, IReadOnlyList<StructureBuild> Keys, IReadOnlyList<StructureBuild> Others);
}
