using BunnyDb.Applier.Schema;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Copy;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Applier.Targets;

/// <summary>
/// The order Prepare: every table of the lane exists on the destination, is ours to fill and empty, and has its route. One destination transaction,
/// so that a kill leaves nothing half done.
/// </summary>
internal static class TargetPreparer
{
    /// <summary>Tables and types are made by one lane of a database at a time, so that two of them never make the same schema or type.</summary>
    private const long MakingLock = 0x62756e6e7901;

    /// <summary>
    /// Prepares the lane's generation once; again changes nothing, also when a copy has begun meanwhile. False: the generation was overtaken and nothing was done.
    /// </summary>
    /// <exception cref="FaultException"><see cref="FaultCode.DestinationNotEmpty"/>, <see cref="FaultCode.SchemaMismatch"/>.</exception>
    /// <param name="tables">The lane's tables, with the live ones as destinations.</param>
    /// <param name="main">The mirror's main lane.</param>
    internal static async Task<bool> PrepareAsync(
        Lane lane, LaneId main, IReadOnlyList<MappedTable> tables, NpgsqlConnection source, NpgsqlConnection destination, CancellationToken ct)
    {
        IReadOnlyList<TableMapping> mappings = [.. tables.Select(table => table.Mapping)];
        var sourceTables = await SchemaReader.ReadTablesAsync(source, mappings.Select(mapping => mapping.Source), ct);
        if (mappings.FirstOrDefault(mapping => !sourceTables.ContainsKey(mapping.Source)) is { } lost)
        {
            throw Mismatch(lost.Source, $"The source has no table {lost.Source} any more.", "Take the table out of the mirror (PUT tables), then resume.");
        }

        await using var transaction = await destination.BeginTransactionAsync(ct);
        if ((await LaneProgress.LockAsync(lane.Id, transaction, ct))?.Generation != lane.Generation)
        {
            return false;
        }

        // Routes are forgotten when a generation is registered and written here: where they are, this generation is prepared, and may be half copied.
        if (await TargetBooks.IsPreparedAsync(lane, transaction, ct))
        {
            return true;
        }

        await destination.ExecuteAsync($"select pg_catalog.pg_advisory_xact_lock({MakingLock})", ct);
        var made = new HashSet<Guid>();
        if (lane.FillsShadows)
        {
            mappings = await ShadowPreparer.MakeAsync(lane, mappings, transaction, ct);
        }
        else
        {
            made = await MakeAndEmptyAsync(lane, main, mappings, sourceTables, source, transaction, ct);
        }

        foreach (var mapping in mappings)
        {
            // Throws where the destination lacks a column: better now than in the middle of the copy.
            await CopyShape.ReadAsync(source, mapping.Source, destination, mapping.Destination, mapping.ExcludeColumns, ct);
            await TargetBooks.ThrowIfWrittenByOthersAsync(lane, mapping, transaction, ct);

            // A shadow is the mirror's own only once it is live.
            var isOurs = !lane.FillsShadows && (CopiesRows(lane) || made.Contains(mapping.Id));
            await TargetBooks.WriteAsync(lane, mapping, isOurs, transaction, ct);
        }

        await KnownSources.BeginAsync(lane.Id, mappings, source, destination, ct);
        await TargetBooks.ForgetOldAsync(lane, transaction, ct);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    /// <returns>The mappings whose tables were made here.</returns>
    private static async Task<HashSet<Guid>> MakeAndEmptyAsync(
        Lane lane, LaneId main, IReadOnlyList<TableMapping> mappings, IReadOnlyDictionary<QualifiedTable, TableShape> sourceTables, NpgsqlConnection source,
        NpgsqlTransaction transaction, CancellationToken ct)
    {
        var destination = transaction.Connection!;
        var present = await SchemaReader.ReadTablesAsync(destination, mappings.Select(mapping => mapping.Destination), ct);
        var filled = present.Values.Select(table => table.Oid).ToList();
        if (lane.ResyncId is not null)
        {
            await TableTaking.TakeAsync(lane, main, [.. mappings.Select(mapping => mapping.Id)], transaction, ct);
            await KeptKeys.PutAsideAsync(lane.Id, filled, !await ReplicaRole.MayTakeAsync(destination, ct), transaction, ct);
        }

        await TargetMaker.MakeMissingAsync(mappings, sourceTables, present, source, destination, ct);
        if (CopiesRows(lane))
        {
            await KeptChecks.PutAsideAsync(filled, destination, ct);
            if (lane.ResyncId is null)
            {
                await ForeignKeyLoosener.LoosenAsync(lane, mappings, source, transaction, ct);
            }

            await TargetEmptier.EmptyAsync(lane, mappings, present, transaction, ct);
        }

        return [.. mappings.Where(mapping => !present.ContainsKey(mapping.Destination)).Select(mapping => mapping.Id)];
    }

    /// <summary>Tables that are added to a mirror later are always loaded, whatever the mirror did at its start.</summary>
    internal static bool CopiesRows(Lane lane) => lane.Kind == LaneKind.Temporary || lane.Options.DoInitialSnapshot;

    private static FaultException Mismatch(QualifiedTable table, string message, string remedy) =>
        new(new Fault(FaultKind.Halt, FaultCode.SchemaMismatch, message, remedy, table.ToString()));
}
