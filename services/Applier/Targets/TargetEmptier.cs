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
            var references = await ReferencesAsync(destination, ct);

            // Triggers must not act on our emptying, nor foreign keys.
            if (!await ReplicaRole.TryTakeAsync(transaction, ct))
            {
                ThrowIfOthersWouldChange(filled, references);
            }

            await EmptyAsync(filled, references.ToLookup(reference => reference.Referenced, reference => reference.Referencing), destination, ct);
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

    /// <summary>A foreign key that would act on our DELETE, in a table that we do not fill again.</summary>
    private static void ThrowIfOthersWouldChange(List<TableShape> filled, IReadOnlyList<Reference> references)
    {
        var emptied = filled.ToDictionary(table => table.Oid, table => table.Name);
        foreach (var reference in references.Where(reference => reference.Acts && emptied.ContainsKey(reference.Referenced) && !emptied.ContainsKey(reference.Referencing)))
        {
            var table = emptied[reference.Referenced];
            throw new FaultException(new Fault(
                FaultKind.Halt, FaultCode.DestinationInUse,
                $"{table} has to be emptied before it is copied again, and {reference.Description}, which acts on deleted rows, would change rows that are not ours to change.",
                "Drop that foreign key, or let our role set session_replication_role (docs/operations.md), then resume.", table.ToString()));
        }
    }

    private static async Task<IReadOnlyList<Reference>> ReferencesAsync(NpgsqlConnection destination, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select confrelid, conrelid, confdeltype in ('c', 'n', 'd'), pg_describe_object('pg_constraint'::regclass, oid, 0) from pg_constraint where contype = 'f'", destination);
        var references = new List<Reference>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            references.Add(new Reference(reader.GetFieldValue<uint>(0), reader.GetFieldValue<uint>(1), reader.GetBoolean(2), reader.GetString(3)));
        }

        return references;
    }

    private static async Task<bool> HasRowsAsync(NpgsqlConnection destination, QualifiedTable table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select exists (select from {Identifiers.Quote(table)})", destination);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static FaultException NotEmpty(QualifiedTable table) => new(new Fault(
        FaultKind.Halt, FaultCode.DestinationNotEmpty, $"{table} has rows on the destination that this mirror did not write.",
        "Empty or drop the table, or give the mapping another destination_table, then resume.", table.ToString()));

    /// <param name="Acts">On a deleted row: by deleting, or changing, those that refer to it.</param>
    private sealed record Reference(uint Referenced, uint Referencing, bool Acts, string Description);
}
