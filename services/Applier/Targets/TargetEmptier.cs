using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres;
using BunnyDb.Postgres.Copy;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Applier.Targets;

/// <summary>Empties tables that this mirror filled before, or is asked to refresh, and refuses any other that has rows.</summary>
internal static class TargetEmptier
{
    internal static async Task EmptyAsync(
        Lane lane,
        IReadOnlyList<TableMapping> mappings,
        IReadOnlyDictionary<QualifiedTable, TableShape> present,
        NpgsqlTransaction transaction,
        CancellationToken ct)
    {
        var destination = transaction.Connection!;
        var ours = await OursAsync(lane.Mirror, transaction, ct);
        var filled = new List<TableShape>();
        foreach (var mapping in mappings.Where(mapping => present.ContainsKey(mapping.Destination)))
        {
            var table = present[mapping.Destination];
            if (await HasRowsAsync(destination, table.Name, ct))
            {
                filled.Add(lane.ResyncId is not null || ours.Contains(table.Oid) ? table : throw NotEmpty(table.Name));
            }
        }

        if (filled.Count > 0)
        {
            // Triggers must not act on our emptying.
            await ReplicaRole.TryTakeAsync(transaction, ct);
            await EmptyAsync(filled, await ReferencesAsync(destination, ct), destination, ct);
        }
    }

    /// <summary>TRUNCATE takes only tables to which no table outside the statement refers; the others are emptied row by row.</summary>
    private static async Task EmptyAsync(List<TableShape> filled, ILookup<uint, uint> referencing, NpgsqlConnection destination, CancellationToken ct)
    {
        var together = Truncatable([.. filled.Select(table => table.Oid)], referencing);
        foreach (var table in filled.Where(table => !together.Contains(table.Oid)))
        {
            await destination.ExecuteAsync($"delete from {Identifiers.Quote(table.Name)}", ct);
        }

        if (together.Count > 0)
        {
            var names = filled.Where(table => together.Contains(table.Oid)).Select(table => Identifiers.Quote(table.Name));
            await destination.ExecuteAsync($"truncate {string.Join(", ", names)}", ct);
        }
    }

    /// <summary>The largest part of <paramref name="tables"/> to which only tables of that same part refer. Pure.</summary>
    internal static HashSet<uint> Truncatable(HashSet<uint> tables, ILookup<uint, uint> referencing)
    {
        var part = new HashSet<uint>(tables);
        while (part.RemoveWhere(table => referencing[table].Any(other => !part.Contains(other))) > 0)
        {
        }

        return part;
    }

    private static async Task<HashSet<uint>> OursAsync(MirrorName mirror, NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select relation from bunnydb.target where mirror = $1", transaction.Connection, transaction);
        command.Parameters.AddWithValue(mirror.Value);
        var ours = new HashSet<uint>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            ours.Add(reader.GetFieldValue<uint>(0));
        }

        return ours;
    }

    /// <summary>By referenced table, the tables that refer to it.</summary>
    private static async Task<ILookup<uint, uint>> ReferencesAsync(NpgsqlConnection destination, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select confrelid, conrelid from pg_constraint where contype = 'f'", destination);
        var references = new List<(uint Referenced, uint Referencing)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            references.Add((reader.GetFieldValue<uint>(0), reader.GetFieldValue<uint>(1)));
        }

        return references.ToLookup(reference => reference.Referenced, reference => reference.Referencing);
    }

    private static async Task<bool> HasRowsAsync(NpgsqlConnection destination, QualifiedTable table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select exists (select from {Identifiers.Quote(table)})", destination);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static FaultException NotEmpty(QualifiedTable table) => new(new Fault(
        FaultKind.Halt, FaultCode.DestinationNotEmpty, $"{table} has rows on the destination that this mirror did not write.",
        "Empty or drop the table, or give the mapping another destination_table, then resume.", table.ToString()));
}
