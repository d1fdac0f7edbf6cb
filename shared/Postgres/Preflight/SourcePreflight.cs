using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Preflight;

/// <summary>Looks at the source before a mirror is made or its tables are changed: every reason against it, nothing written.</summary>
public static class SourcePreflight
{
    /// <summary>For a new mirror: the server, the names of slot and publication, and every table.</summary>
    public static async Task<PreflightResult> RunAsync(
        NpgsqlConnection source, string slotName, string publicationName, IReadOnlyList<TableMapping> mappings, CancellationToken ct)
    {
        var findings = new Findings();
        findings.Add(await PeerChecks.SourceAsync(source, ct));
        if (await ExistsAsync(source, "select from pg_replication_slots where slot_name = $1", slotName, ct))
        {
            findings.Refuse("slot_exists", $"A replication slot {slotName} exists already.",
                $"Choose another mirror name, or drop the slot if nobody uses it: select pg_drop_replication_slot({Identifiers.Literal(slotName)});");
        }

        if (await ExistsAsync(source, "select from pg_publication where pubname = $1", publicationName, ct))
        {
            findings.Refuse("publication_exists", $"A publication {publicationName} exists already.",
                $"Choose another mirror name, or drop the publication if nobody uses it: drop publication {Identifiers.Quote(publicationName)};");
        }

        return findings.ToResult().And(await RunForTablesAsync(source, mappings, ct));
    }

    /// <summary>For a resync: the tables, and what the server must offer for another slot. One that is not free now may be when it comes to that, and is waited for.</summary>
    public static async Task<PreflightResult> RunForResyncAsync(NpgsqlConnection source, IReadOnlyList<TableMapping> mappings, CancellationToken ct)
    {
        var findings = new Findings();
        findings.Add((await PeerChecks.SourceAsync(source, ct)).Where(check => check.Name is "wal_level" or "source_primary" or "replication_privilege"));
        return findings.ToResult().And(await RunForTablesAsync(source, mappings, ct));
    }

    /// <summary>For a mirror that has its slot and publication: the tables alone.</summary>
    public static async Task<PreflightResult> RunForTablesAsync(NpgsqlConnection source, IReadOnlyList<TableMapping> mappings, CancellationToken ct)
    {
        var findings = new Findings();
        var tables = await SchemaReader.ReadTablesAsync(source, mappings.Select(mapping => mapping.Source), ct);
        var access = await TableAccess.ReadAsync(source, tables.Values, ct);
        var mapped = tables.Values.ToDictionary(table => table.Oid);
        foreach (var mapping in mappings)
        {
            if (!tables.TryGetValue(mapping.Source, out var table))
            {
                findings.Refuse("unknown_table", $"The source has no table {mapping.Source}.",
                    "Correct source_table; GET /v1/peers/{name}/tables lists what there is.", mapping.Source);
            }
            else if (!table.IsOrdinary)
            {
                findings.Refuse("not_a_table", $"{mapping.Source} is not a table on the source but a {Word(table.Kind)}.",
                    "Map the table that it reads from.", mapping.Source);
            }
            else
            {
                CheckKind(table, findings);
                CheckIdentity(table, access[table.Oid], findings);
                CheckAccess(table, access[table.Oid], mapping, Identifiers.Quote(source.UserName!), findings);
                CheckColumns(table, mapping, source.PostgreSqlVersion, findings);
                if (access[table.Oid].Ancestors.Where(mapped.ContainsKey).Select(oid => mapped[oid].Name).FirstOrDefault() is { Name: not null } root)
                {
                    findings.Refuse("partition_of_mapped_table", $"{table.Name} is a partition of {root}, which is mapped too: its changes go there.",
                        "Map either the partitioned table or its partitions.", table.Name);
                }
            }
        }

        return findings.ToResult();
    }

    private static void CheckKind(TableShape table, Findings findings)
    {
        if (table.IsSystem || table.Name.Schema == "bunnydb")
        {
            findings.Refuse("system_table", $"{table.Name} belongs to {(table.IsSystem ? "PostgreSQL" : "BunnyDb")} itself.", "Leave it out of the mirror.", table.Name);
        }

        if (table.Persistence != Persistence.Permanent)
        {
            findings.Refuse("table_not_logged", $"{table.Name} is {(table.Persistence == Persistence.Unlogged ? "unlogged" : "temporary")}: its changes are not in the WAL.",
                $"Leave it out, or run on the source: alter table {Identifiers.Quote(table.Name)} set logged;", table.Name);
        }

        if (table.HasChildren)
        {
            findings.Refuse("has_inheriting_tables", $"Other tables inherit from {table.Name}: a copy of it would hold their rows, and their changes come under their own names.",
                "Leave it out of the mirror; the tables that inherit from it can be mapped each.", table.Name);
        }
    }

    private static void CheckIdentity(TableShape table, TableAccess access, Findings findings)
    {
        var remedy = $"Add a primary key, or run on the source: alter table {Identifiers.Quote(table.Name)} replica identity full;";
        if (!table.HasIdentity)
        {
            findings.Refuse("no_replica_identity", $"{table.Name} has neither a primary key nor a replica identity: publishing it would break the application's UPDATE and DELETE.",
                remedy, table.Name);
        }

        foreach (var leaf in access.LeavesWithoutIdentity)
        {
            findings.Refuse("no_replica_identity", $"Partition {leaf} of {table.Name} is not logged, or its replica identity is not like the one of {table.Name}.",
                $"Give every partition a replica identity of the same kind as {table.Name} has.", table.Name);
        }
    }

    private static void CheckAccess(TableShape table, TableAccess access, TableMapping mapping, string role, Findings findings)
    {
        if (!access.MayUseSchema)
        {
            findings.Refuse("missing_select_privilege", $"Role {role} may not use schema {Identifiers.Quote(table.Name.Schema)}.",
                $"Run on the source: grant usage on schema {Identifiers.Quote(table.Name.Schema)} to {role};", table.Name);
        }

        foreach (var column in access.UnreadableColumns.Where(column => !mapping.ExcludeColumns.Contains(column)).Take(1))
        {
            findings.Refuse("missing_select_privilege", $"Role {role} may not read {table.Name}.",
                $"Run on the source: grant select on {Identifiers.Quote(table.Name)} to {role};", table.Name, column);
        }

        foreach (var sequence in access.UnreadableSequences)
        {
            var name = new QualifiedTable(table.Name.Schema, sequence);
            findings.Refuse("missing_sequence_privilege", $"Role {role} may not read the sequence {name} of {table.Name}.",
                $"Run on the source: grant select on sequence {Identifiers.Quote(name)} to {role};", table.Name);
        }

        if (!access.IsOwner)
        {
            findings.Refuse("not_owner", $"Role {role} does not own {table.Name}: PostgreSQL lets only the owner of a table add it to a publication.",
                $"Make {role} a member of the role that owns the table (grant OWNER to {role}), or use the owner or a superuser as the peer's role.", table.Name);
        }

        if (access.IsHidden)
        {
            findings.Refuse("row_security", $"Row-level security would hide rows of {table.Name} from {role}.",
                $"Run on the source: alter role {role} bypassrls; or use the table's owner without FORCE ROW LEVEL SECURITY.", table.Name);
        }
    }

    private static void CheckColumns(TableShape table, TableMapping mapping, Version version, Findings findings)
    {
        var name = mapping.Source;
        if (mapping.ExcludeColumns.Count > 0 && version.Major < 15)
        {
            findings.Refuse("exclude_columns_unsupported", $"exclude_columns needs PostgreSQL 15 or newer on the source; this is {version}.",
                "Leave exclude_columns empty, or upgrade the source.", name);
        }

        foreach (var excluded in mapping.ExcludeColumns)
        {
            if (table.Column(excluded) is null)
            {
                findings.Refuse("unknown_column", $"{name} has no column {Identifiers.Quote(excluded)} to exclude.", "Correct exclude_columns.", name, excluded);
            }
            else if (table.Identity == ReplicaIdentity.Full || table.IdentityColumns.Contains(excluded) || IsKey(table, excluded))
            {
                findings.Refuse("excluded_key_column",
                    table.Identity == ReplicaIdentity.Full
                        ? $"{name} has replica identity FULL, which needs every column: {Identifiers.Quote(excluded)} cannot be excluded."
                        : $"Column {Identifiers.Quote(excluded)} belongs to the key of {name} and cannot be excluded.",
                    "Leave the column in, or give the table a replica identity without it.", name, excluded);
            }
        }

        var leftOut = table.LeftOut(mapping.ExcludeColumns);
        if (table.Columns.All(column => column.IsGenerated || leftOut.Contains(column.Number)))
        {
            findings.Refuse("no_columns_left", $"No column of {name} is left to be mirrored.", "Exclude fewer columns.", name);
        }

        if (mapping.PartitionKey is { } key && table.Column(key) is null)
        {
            findings.Refuse("unknown_column", $"{name} has no column {Identifiers.Quote(key)} to be its partition_key.", "Correct partition_key, or leave it out.", name, key);
        }
    }

    private static bool IsKey(TableShape table, string column) =>
        table.PrimaryKey is { } key && table.Column(column) is { } shape && key.Columns.Contains(shape.Number);

    internal static string Word(RelationKind kind) => kind switch
    {
        RelationKind.Table => "table",
        RelationKind.PartitionedTable => "partitioned table",
        RelationKind.View => "view",
        RelationKind.MaterializedView => "materialized view",
        RelationKind.ForeignTable => "foreign table",
        RelationKind.Sequence => "sequence",
        RelationKind.Index => "index",
        RelationKind.CompositeType => "composite type",
        RelationKind.ToastTable => "TOAST table",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind of relation"),
    };

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string query, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select exists ({query})", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
