using Npgsql;

namespace BunnyDb.Postgres.Copy;

/// <summary>Writing as a replica: ordinary triggers and foreign keys do not fire, for the rows have been through them on the source.</summary>
public static class ReplicaRole
{
    private static readonly Version ParameterPrivileges = new(15, 0);

    /// <summary>Takes the role for this transaction where our user may. False: it may not, and triggers fire.</summary>
    public static async Task<bool> TryTakeAsync(NpgsqlTransaction transaction, CancellationToken ct)
    {
        var connection = transaction.Connection!;
        var permitted = connection.PostgreSqlVersion >= ParameterPrivileges
            ? "has_parameter_privilege('session_replication_role', 'set')"
            : "(select rolsuper from pg_roles where rolname = current_user)";
        await using var take = new NpgsqlCommand(
            $"select set_config('session_replication_role', 'replica', true) where {permitted}", connection, transaction);
        return await take.ExecuteScalarAsync(ct) is not null;
    }
}
