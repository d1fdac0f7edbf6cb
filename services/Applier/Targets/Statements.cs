using Npgsql;

namespace BunnyDb.Applier.Targets;

/// <summary>Runs a statement that takes no parameters and gives no rows, in the connection's transaction if it has one.</summary>
internal static class Statements
{
    internal static async Task ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
