using BunnyDb.Postgres.Copy;
using Npgsql;

namespace BunnyDb.Applier.Batches;

/// <summary>
/// Brings rows to a set statement through a temporary table, which is there only as long as that: nothing is left that depends on the types of
/// the destination's tables, or that a rollback would have to be told of.
/// </summary>
internal sealed class Staging(NpgsqlConnection connection)
{
    internal const string Table = "pg_temp.bunnydb_staging";

    /// <summary>Returns how many rows the statement changed.</summary>
    /// <param name="columns">Names and types, as in CREATE TABLE.</param>
    /// <param name="rows">In COPY's text format.</param>
    /// <param name="statement">Reads <see cref="Table"/>.</param>
    internal async Task<int> RunAsync(string columns, ReadOnlyMemory<byte> rows, string statement, CancellationToken ct)
    {
        await using var create = new NpgsqlCommand($"create temporary table {Table} ({columns})", connection);
        await create.ExecuteNonQueryAsync(ct);
        await TextImport.RunAsync(connection, $"copy {Table} from stdin", rows, ct);
        await using var use = new NpgsqlBatch(connection) { BatchCommands = { new(statement), new($"drop table {Table}") } };
        await use.ExecuteNonQueryAsync(ct);
        return (int)use.BatchCommands[0].RecordsAffected;
    }
}
