using BunnyDb.Applier.Schema;
using BunnyDb.Catalog.Lanes;
using BunnyDb.Catalog.Mirrors;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
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
    internal static async Task<bool> PrepareAsync(
        Lane lane, IReadOnlyList<MappedTable> tables, NpgsqlConnection source, NpgsqlConnection destination, CancellationToken ct)
    {
        var mappings = tables.Select(table => table.Mapping).ToList();
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
        var present = await SchemaReader.ReadTablesAsync(destination, mappings.Select(mapping => mapping.Destination), ct);
        await TargetMaker.MakeMissingAsync(mappings, sourceTables, present, source, destination, ct);
        if (CopiesRows(lane))
        {
            await ForeignKeyLoosener.LoosenAsync(lane, mappings, source, transaction, ct);
            await TargetEmptier.EmptyAsync(lane.Mirror, mappings, present, transaction, ct);
        }

        foreach (var mapping in mappings)
        {
            // Throws where the destination lacks a column: better now than in the middle of the copy.
            await CopyShape.ReadAsync(source, mapping.Source, destination, mapping.Destination, mapping.ExcludeColumns, ct);
            await TargetBooks.ThrowIfWrittenByOthersAsync(lane, mapping, transaction, ct);
            var isOurs = CopiesRows(lane) || !present.ContainsKey(mapping.Destination);
            await TargetBooks.WriteAsync(lane, mapping, isOurs, transaction, ct);
        }

        await KnownSources.BeginAsync(lane.Id, mappings, source, destination, ct);
        await TargetBooks.ForgetOldAsync(lane, transaction, ct);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    /// <summary>Tables that are added to a mirror later are always loaded, whatever the mirror did at its start.</summary>
    internal static bool CopiesRows(Lane lane) => lane.Kind == LaneKind.Temporary || lane.Options.DoInitialSnapshot;

    private static FaultException Mismatch(QualifiedTable table, string message, string remedy) =>
        new(new Fault(FaultKind.Halt, FaultCode.SchemaMismatch, message, remedy, table.ToString()));
}
