using Npgsql;

namespace BunnyDb.Postgres.Swaps;

/// <summary>Runs statements that take no parameters and give no rows.</summary>
internal static class SwapSql
{
    internal static async Task RunAsync(this NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>All of them in one round trip, the first failure ends it.</summary>
    internal static async Task RunAllAsync(this NpgsqlConnection connection, IEnumerable<string> statements, CancellationToken ct)
    {
        await using var batch = Batch(connection, statements);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
    }

    internal static NpgsqlBatch Batch(NpgsqlConnection connection, IEnumerable<string> statements)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement.Contains(';') ? InBlock(statement) : statement));
        }

        return batch;
    }

    /// <summary>The driver takes a semicolon for the end of a statement, also where it stands inside the body of a function (begin atomic … end).</summary>
    private static string InBlock(string statement) => $"do {Identifiers.Literal($"begin execute {Identifiers.Literal(statement)}; end")}";
}
