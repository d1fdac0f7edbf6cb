using Npgsql;

namespace BunnyDb.Applier.Batches;

/// <summary>
/// Brings rows to a set statement through a temporary table. It ends with the transaction, so that nothing is left that depends on the types of the
/// destination's tables; within it there is one for each list of columns, because the server remembers every table until the transaction's end.
/// An object of this knows what it has made, and must not outlive a rollback.
/// </summary>
internal sealed class Staging(NpgsqlConnection connection)
{
    /// <summary>
    /// For a range of keys: the range is read once and joined as a whole. Without these the planner would look for key after key, or read a whole table that
    /// was small when it was analyzed last.
    /// </summary>
    private const string JoinRange = "select set_config('enable_hashjoin', 'on', true), set_config('enable_nestloop', 'off', true), set_config('enable_seqscan', 'off', true)";

    /// <summary>As <see cref="Transactions.DestinationSession"/> has set it.</summary>
    private const string JoinByKey = "select set_config('enable_hashjoin', 'off', true), set_config('enable_nestloop', 'on', true), set_config('enable_seqscan', 'on', true)";

    private readonly HashSet<StagingTable> made = [];

    /// <summary>Returns how many rows the statement changed.</summary>
    /// <param name="fillAsync">Fills the table that the statement reads.</param>
    internal async Task<int> RunAsync(StagedUse use, Func<Task> fillAsync, CancellationToken ct)
    {
        var table = use.Table;
        if (made.Add(table))
        {
            // Another of our kind may have made it before in this transaction.
            await using var make = new NpgsqlCommand($"create temporary table if not exists {table.Name} ({table.Columns}) on commit drop", connection);
            await make.ExecuteNonQueryAsync(ct);
        }

        await fillAsync();
        var statement = new NpgsqlBatchCommand(use.Statement);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { statement, new($"truncate {table.Name}") } };
        if (use.Keys is { } keys)
        {
            statement.Parameters.AddWithValue(keys.Least);
            statement.Parameters.AddWithValue(keys.Most);
            batch.BatchCommands.Insert(0, new NpgsqlBatchCommand(JoinRange));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(JoinByKey));
        }

        await batch.ExecuteNonQueryAsync(ct);
        return (int)statement.RecordsAffected;
    }
}
