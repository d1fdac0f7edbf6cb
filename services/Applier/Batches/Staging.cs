using Npgsql;

namespace BunnyDb.Applier.Batches;

/// <summary>
/// Brings rows to a set statement through a temporary table. It ends with the transaction, so that nothing is left that depends on the types of the
/// destination's tables; within it there is one for each list of columns, because the server remembers every table until the transaction's end.
/// An object of this knows what it has made, and must not outlive a rollback.
/// </summary>
internal sealed class Staging(NpgsqlConnection connection)
{
    private readonly HashSet<StagingTable> made = [];

    /// <summary>Returns how many rows the statement changed.</summary>
    /// <param name="table">What <paramref name="fillAsync"/> fills and <paramref name="statement"/> reads.</param>
    internal async Task<int> RunAsync(StagingTable table, Func<Task> fillAsync, string statement, CancellationToken ct)
    {
        if (made.Add(table))
        {
            // Another of our kind may have made it before in this transaction.
            await using var make = new NpgsqlCommand($"create temporary table if not exists {table.Name} ({table.Columns}) on commit drop", connection);
            await make.ExecuteNonQueryAsync(ct);
        }

        await fillAsync();
        await using var use = new NpgsqlBatch(connection) { BatchCommands = { new(statement), new($"truncate {table.Name}") } };
        await use.ExecuteNonQueryAsync(ct);
        return (int)use.BatchCommands[0].RecordsAffected;
    }
}
