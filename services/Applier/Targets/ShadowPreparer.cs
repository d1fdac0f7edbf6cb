using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Schema;
using BunnyDb.Postgres.Swaps;
using Npgsql;

namespace BunnyDb.Applier.Targets;

/// <summary>Makes the shadows that a lane fills instead of the live tables. Those of an earlier generation are dropped: their rows are of another snapshot.</summary>
internal static class ShadowPreparer
{
    private const string Suffix = "_resync";

    /// <returns>The mappings with their shadows as destinations.</returns>
    /// <exception cref="FaultException"><see cref="FaultCode.SchemaMismatch"/>: there is no live table.</exception>
    internal static async Task<IReadOnlyList<TableMapping>> MakeAsync(Lane lane, IReadOnlyList<TableMapping> mappings, NpgsqlTransaction transaction, CancellationToken ct)
    {
        var destination = transaction.Connection!;
        await ShadowBooks.DropAsync(lane.Id, transaction, ct);
        var live = await SchemaReader.ReadTablesAsync(destination, mappings.Select(mapping => mapping.Destination), ct);
        var filled = new List<TableMapping>();
        foreach (var mapping in mappings)
        {
            if (!live.ContainsKey(mapping.Destination))
            {
                throw new FaultException(new Fault(
                    FaultKind.Halt, FaultCode.SchemaMismatch, $"The destination has no table {mapping.Destination} that a fresh one could take the place of.",
                    "Take the table out of the mirror and add it again (pause, PUT tables twice, resume): then it is made anew.", mapping.Destination.ToString()));
            }

            var shadow = await ShadowMaker.MakeAsync(transaction, mapping.Destination, mapping.Destination.Name + Suffix, ct);
            await ShadowBooks.AddAsync(lane.Id, new LaneShadow(mapping.Id, mapping.Destination, shadow), transaction, ct);
            filled.Add(mapping with { Destination = shadow.Name });
        }

        return filled;
    }
}
