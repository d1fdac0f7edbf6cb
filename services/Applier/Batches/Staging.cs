using BunnyDb.Postgres.Copy;
using Npgsql;

namespace BunnyDb.Applier.Batches;

/// <summary>
/// Brings rows to a set statement through a temporary table. It ends with the transaction, so that nothing is left that depends on the types of the
/// destination's tables; within it there is one for each list of columns, because the server remembers every table until the transaction's end.
/// </summary>
internal sealed class Staging(NpgsqlConnection connection)
{
    /// <summary>Returns how many rows the statement changed.</summary>
    /// <param name="table">Where the rows go, and what <paramref name="statement"/> reads.</param>
    /// <param name="columns">Which of its columns come, by name.</param>
    /// <param name="rows">In COPY's text format.</param>
    internal async Task<int> RunAsync(StagingTable table, string columns, ReadOnlyMemory<byte> rows, string statement, CancellationToken ct)
    {
        await using var make = new NpgsqlCommand($"create temporary table if not exists {table.Name} ({table.Columns}) on commit drop", connection);
        await make.ExecuteNonQueryAsync(ct);
        await TextImport.RunAsync(connection, $"copy {table.Name} ({columns}) from stdin", rows, ct);
        await using var use = new NpgsqlBatch(connection) { BatchCommands = { new(statement), new($"truncate {table.Name}") } };
        await use.ExecuteNonQueryAsync(ct);
        return (int)use.BatchCommands[0].RecordsAffected;
    }
}
