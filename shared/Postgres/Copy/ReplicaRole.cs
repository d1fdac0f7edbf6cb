using Npgsql;

namespace BunnyDb.Postgres.Copy;

/// <summary>Writing as a replica: ordinary triggers and foreign keys do not fire, for the rows have been through them on the source.</summary>
public static class ReplicaRole
{
    private static readonly Version ParameterPrivileges = new(15, 0);

    /// <summary>Whether our user may take the role; nothing is set.</summary>
    public static async Task<bool> MayTakeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select {Permitted(connection)}", connection);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Takes the role for this transaction where our user may. False: it may not, and triggers fire.</summary>
    public static async Task<bool> TryTakeAsync(NpgsqlTransaction transaction, CancellationToken ct)
    {
        var connection = transaction.Connection!;
        await using var take = new NpgsqlCommand(
            $"select set_config('session_replication_role', 'replica', true) where {Permitted(connection)}", connection, transaction);
        return await take.ExecuteScalarAsync(ct) is not null;
    }

    private static string Permitted(NpgsqlConnection connection) => connection.PostgreSqlVersion >= ParameterPrivileges
        ? "has_parameter_privilege('session_replication_role', 'set')"
        : "(select rolsuper from pg_roles where rolname = current_user)";
}
