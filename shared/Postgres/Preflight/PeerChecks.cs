using BunnyDb.Contracts.Faults;
using BunnyDb.Postgres.Copy;
using BunnyDb.Postgres.Schema;
using Npgsql;

namespace BunnyDb.Postgres.Preflight;

/// <summary>What a peer must offer as a source and as a destination, requirement by requirement (contract, section 4).</summary>
public static class PeerChecks
{
    private const int OldestVersion = 140000;

    /// <summary>The requirements of a source.</summary>
    public static async Task<IReadOnlyList<Check>> SourceAsync(NpgsqlConnection source, CancellationToken ct)
    {
        var server = (await CatalogQuery.ReadAsync(source, SqlFile.Read("source_server"), row => new
        {
            VersionNumber = row.GetInt32(0), Version = row.GetString(1), WalLevel = row.GetString(2), MaxSlots = row.GetInt32(3), Slots = row.GetInt32(4),
            MaxSenders = row.GetInt32(5), Senders = row.GetInt32(6), MayReplicate = row.GetBoolean(7), MayCreate = row.GetBoolean(8),
            IsStandby = row.GetBoolean(9), User = row.GetString(10), Database = row.GetString(11),
        }, ct)).Single();
        var role = Identifiers.Quote(server.User);
        return
        [
            Version(server.VersionNumber, server.Version),
            new Check("source_primary", !server.IsStandby, server.IsStandby ? "The server is a standby." : "The server is a primary.",
                "Point the peer at the primary: a standby takes no publication.") { FailureCode = FaultCode.ReadOnly },
            new Check("wal_level", server.WalLevel == "logical", $"wal_level is {server.WalLevel}.",
                "Set wal_level = logical on the source and restart it."),
            new Check("free_replication_slot", server.Slots < server.MaxSlots, $"{server.Slots} of {server.MaxSlots} replication slots are in use.",
                "Raise max_replication_slots on the source and restart it, or drop a slot that nobody needs.") { FailureCode = FaultCode.NoFreeSlot },
            new Check("free_wal_sender", server.Senders < server.MaxSenders, $"{server.Senders} of {server.MaxSenders} WAL senders are in use.",
                "Raise max_wal_senders on the source and restart it.") { FailureCode = "no_free_wal_sender" },
            new Check("replication_privilege", server.MayReplicate,
                server.MayReplicate ? $"Role {role} may replicate." : $"Role {role} lacks the REPLICATION attribute.",
                $"Run on the source: alter role {role} replication;") { FailureCode = "missing_replication_privilege" },
            new Check("create_publication", server.MayCreate,
                server.MayCreate ? $"Role {role} may create a publication." : $"Role {role} may not create a publication in {Identifiers.Quote(server.Database)}.",
                $"Run on the source: grant create on database {Identifiers.Quote(server.Database)} to {role};") { FailureCode = "missing_create_privilege" },
        ];
    }

    /// <summary>The requirements of a destination; the last is a recommendation.</summary>
    public static async Task<IReadOnlyList<Check>> DestinationAsync(NpgsqlConnection destination, CancellationToken ct)
    {
        var server = (await CatalogQuery.ReadAsync(destination, SqlFile.Read("destination_server"), row => new
        {
            VersionNumber = row.GetInt32(0), Version = row.GetString(1), IsStandby = row.GetBoolean(2), MayCreate = row.GetBoolean(3),
            MayUseBookkeeping = row.IsDBNull(4) ? (bool?)null : row.GetBoolean(4), IsSuperuser = row.GetBoolean(5), User = row.GetString(6), Database = row.GetString(7),
        }, ct)).Single();
        var role = Identifiers.Quote(server.User);
        var database = Identifiers.Quote(server.Database);
        var mayKeepBooks = server.MayUseBookkeeping ?? server.MayCreate;
        var maySwitchOffTriggers = await ReplicaRole.MayTakeAsync(destination, ct);
        return
        [
            Version(server.VersionNumber, server.Version),
            new Check("destination_primary", !server.IsStandby, server.IsStandby ? "The server is a standby." : "The server is a primary.",
                "Point the peer at the primary: a standby cannot be written to.") { FailureCode = FaultCode.ReadOnly },
            new Check("bookkeeping_schema", mayKeepBooks,
                mayKeepBooks ? $"Role {role} may keep the schema bunnydb." : $"Role {role} may not create the schema bunnydb in {database}, or not write its tables.",
                server.MayUseBookkeeping is null
                    ? $"Run on the destination: grant create on database {database} to {role};"
                    : $"Run on the destination: grant usage, create on schema bunnydb to {role}; grant all on all tables in schema bunnydb to {role};") { FailureCode = "missing_create_privilege" },
            new Check("session_replication_role", maySwitchOffTriggers,
                maySwitchOffTriggers
                    ? $"Role {role} may set session_replication_role."
                    : $"Role {role} may not set session_replication_role: triggers and foreign keys of the destination act on replicated rows.",
                server.VersionNumber >= 150000
                    ? $"Recommended, on the destination: grant set on parameter session_replication_role to {role};"
                    : "Recommended: a superuser as the peer's role (PostgreSQL 14 lets no other role set it).") { IsAdvice = true },
        ];
    }

    private static Check Version(int number, string version) => new(
        "version", number >= OldestVersion, $"PostgreSQL {version}.", "Upgrade the server to PostgreSQL 14 or newer.") { FailureCode = "unsupported_version" };
}
