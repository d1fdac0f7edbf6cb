using Npgsql;

namespace BunnyDb.Postgres.Replication;

/// <summary>The number that initdb gave a cluster; the same on its physical standbys, and the only proof that an LSN means the same log.</summary>
public static class SystemIdentifier
{
    /// <summary>Null when the role may not execute <c>pg_control_system()</c>; IDENTIFY_SYSTEM on a replication connection always tells it.</summary>
    public static async Task<string?> FindAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var permitted = new NpgsqlCommand("select has_function_privilege('pg_control_system()', 'execute')", connection);
        if (await permitted.ExecuteScalarAsync(ct) is not true)
        {
            return null;
        }

        await using var command = new NpgsqlCommand("select system_identifier::text from pg_control_system()", connection);
        return (string?)await command.ExecuteScalarAsync(ct);
    }
}
