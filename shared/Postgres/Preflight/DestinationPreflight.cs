using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Preflight;

/// <summary>Looks at the destination, beside the source, before a mirror is made or its tables are changed: every reason against it, nothing written.</summary>
public static class DestinationPreflight
{
    /// <param name="mappings">All tables of the mirror. One that the source lacks is left to <see cref="SourcePreflight"/>.</param>
    /// <param name="mirror">Tables that this mirror filled before may hold rows.</param>
    public static async Task<PreflightResult> RunAsync(
        NpgsqlConnection source,
        NpgsqlConnection destination,
        IReadOnlyList<TableMapping> mappings,
        MirrorOptions options,
        MirrorName mirror,
        CancellationToken ct)
    {
        var findings = new Findings();
        findings.Add(await PeerChecks.DestinationAsync(destination, ct));
        var facts = await DestinationFacts.ReadAsync(source, destination, mappings, mirror, ct);
        CheckMappings(mappings, facts, findings);
        MissingTables.Check(mappings, facts, findings);
        foreach (var mapping in mappings)
        {
            if (facts.Tables.TryGetValue(mapping.Destination, out var table))
            {
                await CheckTableAsync(mapping, table, facts, mappings, options, destination, findings, ct);
            }
        }

        CheckReferences(mappings, facts, findings);
        return findings.ToResult();
    }

    private static void CheckMappings(IReadOnlyList<TableMapping> mappings, DestinationFacts facts, Findings findings)
    {
        foreach (var twice in mappings.GroupBy(mapping => mapping.Source).Where(group => group.Count() > 1))
        {
            findings.Refuse("duplicate_source", $"{twice.Key} is mapped {twice.Count()} times.", "Map every source table once.", twice.Key);
        }

        foreach (var twice in mappings.GroupBy(mapping => mapping.Destination).Where(group => group.Count() > 1))
        {
            findings.Refuse("duplicate_destination", $"{twice.Count()} source tables are mapped to {twice.Key}: {string.Join(", ", twice.Select(mapping => mapping.Source))}.",
                "Give every source table a destination of its own.", twice.Key);
        }

        var sources = mappings.Select(mapping => mapping.Source).ToHashSet();
        foreach (var table in mappings.Select(mapping => mapping.Destination).Distinct())
        {
            if (facts.IsSourceDatabase && sources.Contains(table))
            {
                findings.Refuse("source_is_destination", $"Both peers are the same database, and {table} is a source and a destination of this mirror.",
                    "Choose another destination_table or another destination peer.", table);
            }

            if (table.Schema == "bunnydb" || table.Schema.StartsWith("pg_", StringComparison.Ordinal) || table.Schema == "information_schema")
            {
                findings.Refuse("system_table", $"Schema {Identifiers.Quote(table.Schema)} is reserved.", "Choose another destination schema.", table);
            }

            if (facts.WrittenBy.TryGetValue(table, out var other))
            {
                findings.Refuse("destination_in_use", $"Mirror {other} writes {table} already.", "Choose another destination_table, or take the table out of that mirror.", table);
            }
        }
    }

    private static async Task CheckTableAsync(
        TableMapping mapping, TableShape table, DestinationFacts facts, IReadOnlyList<TableMapping> mappings, MirrorOptions options,
        NpgsqlConnection destination, Findings findings, CancellationToken ct)
    {
        if (!table.IsOrdinary)
        {
            findings.Refuse("not_a_table", $"{table.Name} is not a table on the destination but a {SourcePreflight.Word(table.Kind)}.",
                "Choose another destination_table.", table.Name);
            return;
        }

        if (table.Persistence != Persistence.Permanent)
        {
            findings.Refuse("table_not_logged", $"{table.Name} is unlogged on the destination: a crash would empty it while the mirror's position survives.",
                $"Run on the destination: alter table {Identifiers.Quote(table.Name)} set logged;", table.Name);
        }

        var access = facts.Access[table.Oid];
        CheckAccess(table, access, facts.Role, findings);
        if (options.DoInitialSnapshot && !facts.Ours.Contains(table.Oid) && access.MayUseSchema && !access.MissingPrivileges.Contains("select")
            && !access.IsHidden && await HasRowsAsync(destination, table.Name, ct))
        {
            findings.Refuse(FaultCode.DestinationNotEmpty, $"{table.Name} has rows on the destination.",
                "Empty or drop it, choose another destination_table, or create the mirror with do_initial_snapshot=false if it holds the source's rows already.", table.Name);
        }

        if (facts.SourceTables.TryGetValue(mapping.Source, out var sourceTable) && sourceTable.IsOrdinary)
        {
            await FittingColumns.CheckAsync(mapping, sourceTable, table, facts, destination, findings, ct);
            CheckKeys(mapping, sourceTable, table, mappings, options, access, facts.Role, findings);
        }
    }

    private static void CheckAccess(TableShape table, TableAccess access, string role, Findings findings)
    {
        var missing = access.MayUseSchema ? access.MissingPrivileges : ["usage on the schema", .. access.MissingPrivileges];
        if (missing.Count > 0)
        {
            findings.Refuse("missing_write_privilege", $"Role {role} lacks {string.Join(", ", missing)} of {table.Name}.",
                $"Run on the destination: grant usage on schema {Identifiers.Quote(table.Name.Schema)} to {role}; "
                + $"grant select, insert, update, delete, truncate on {Identifiers.Quote(table.Name)} to {role};", table.Name);
        }

        if (access.IsHidden)
        {
            findings.Refuse("row_security", $"Row-level security of {table.Name} applies to {role}.",
                $"Run on the destination: alter role {role} bypassrls; or use the table's owner without FORCE ROW LEVEL SECURITY.", table.Name);
        }
    }

    /// <summary>What the table lacks of the source's keys, indexes and foreign keys is added to it, which only its owner may do.</summary>
    private static void CheckKeys(
        TableMapping mapping, TableShape source, TableShape table, IReadOnlyList<TableMapping> mappings, MirrorOptions options, TableAccess access,
        string role, Findings findings)
    {
        var missing = MissingStructures.Of(source, table, mapping.ExcludeColumns);
        var names = missing.Keys.Concat(options.ReplicateIndexes ? missing.Others : []).Select(structure => structure.WantedName)
            .Concat(options.ReplicateForeignKeys ? MissingForeignKeys(source, table, mappings) : []).ToList();
        if (!access.IsOwner && names.Count > 0)
        {
            findings.Refuse("not_owner", $"{table.Name} lacks {Identifiers.QuoteAll(names)} of the source, and {role} does not own the table to add them.",
                $"Make {role} a member of the role that owns the table, or add them by hand; replicate_indexes and replicate_foreign_keys = false ask for the keys alone.", table.Name);
        }

        foreach (var index in table.Indexes.Where(index => index.IsUnique && !source.Indexes.Any(own => own.IsUnique && own.Definition == index.Definition)))
        {
            findings.Advise("stricter_index", $"{table.Name} has the unique index {Identifiers.Quote(index.Name)}, which the source lacks: a row that breaks it stops the mirror.",
                "Drop the index unless the source's rows are known to fit.", table.Name);
        }
    }

    private static IEnumerable<string> MissingForeignKeys(TableShape source, TableShape table, IReadOnlyList<TableMapping> mappings) =>
        from key in source.ForeignKeys
        from other in mappings
        where other.Source == key.Referenced
        where !table.ForeignKeys.Any(own => own.Referenced == other.Destination && own.Columns.SequenceEqual(key.Columns))
        select key.Name;

    private static void CheckReferences(IReadOnlyList<TableMapping> mappings, DestinationFacts facts, Findings findings)
    {
        var mapped = mappings.Select(mapping => mapping.Destination).ToHashSet();
        foreach (var reference in facts.References.Where(reference => !mapped.Contains(reference.Table)))
        {
            findings.Advise("referenced_by_unmapped_table", $"{reference.Table}, which this mirror does not write, refers to {reference.Referenced} by {Identifiers.Quote(reference.Name)}: "
                + "a TRUNCATE on the source cannot be applied.", "Drop the foreign key, or map both tables.", reference.Referenced);
        }

        foreach (var reference in facts.References.Where(reference => !mapped.Contains(reference.Referenced)))
        {
            findings.Advise("refers_to_unmapped_table", $"{reference.Table} refers to {reference.Referenced}, which this mirror does not write, by {Identifiers.Quote(reference.Name)}: "
                + "a row without a counterpart there may stop the mirror.", "Drop the foreign key, or map both tables.", reference.Table);
        }
    }

    private static async Task<bool> HasRowsAsync(NpgsqlConnection destination, QualifiedTable table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select exists (select from {Identifiers.Quote(table)})", destination);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
