using Npgsql;

namespace BunnyDb.Integration.Applier.RandomChanges;

/// <summary>Runs random transactions with savepoints on a source; the same seed makes the same changes on the same rows.</summary>
internal sealed class RandomSource(NpgsqlDataSource source, int seed)
{
    internal static readonly string[] Tables =
        ["public.parent", "public.keyed", "public.composite", "public.nokey", "public.always", "public.by_numeric", "public.late", "public.parted", "public.onlykey"];

    private readonly Random random = new(seed);

    internal async Task RunAsync(int transactions)
    {
        await using var connection = await source.OpenConnectionAsync();
        var statements = new RandomStatements(random);
        for (var number = 0; number < transactions; number++)
        {
            await ExecuteAsync(connection, "begin");
            for (var left = random.Next(6) == 0 ? random.Next(60) : random.Next(6); left >= 0; left--)
            {
                await TryAsync(connection, statements.Next(), isKept: random.Next(8) != 0);
            }

            await EndAsync(connection);
        }
    }

    /// <summary>A statement that fails leaves nothing, nor does one that is taken back.</summary>
    private static async Task TryAsync(NpgsqlConnection connection, string statement, bool isKept)
    {
        await ExecuteAsync(connection, "savepoint s");
        try
        {
            await ExecuteAsync(connection, statement);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse || e.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            // A key, or a TRUNCATE while a deferred key is to be checked.
            isKept = false;
        }

        await ExecuteAsync(connection, isKept ? "release s" : "rollback to s; release s");
    }

    private async Task EndAsync(NpgsqlConnection connection)
    {
        try
        {
            await ExecuteAsync(connection, random.Next(10) == 0 ? "rollback" : "commit");
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            // A deferred key: nothing of the transaction is there.
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
