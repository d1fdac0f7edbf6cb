using BunnyDb.Postgres.Copy;
using Npgsql;

namespace BunnyDb.Applier.Batches;

/// <summary>
/// The session's temporary tables, one for each list of columns, through which rows are brought to a set statement. Each is filled, used and
/// emptied within one transaction.
/// </summary>
internal sealed class Staging(NpgsqlConnection connection)
{
    private readonly Dictionary<string, string> names = [];
    private readonly HashSet<string> made = [];

    /// <summary>Returns the name of a table that holds exactly these rows.</summary>
    /// <param name="columns">Names and types, as in CREATE TABLE.</param>
    /// <param name="rows">In COPY's text format.</param>
    internal async Task<string> FillAsync(string columns, ReadOnlyMemory<byte> rows, CancellationToken ct)
    {
        if (!names.TryGetValue(columns, out var name))
        {
            names[columns] = name = $"pg_temp.bunnydb_staging_{names.Count}";
        }

        if (made.Add(name))
        {
            await using var create = new NpgsqlCommand($"create temporary table if not exists {name} ({columns})", connection);
            await create.ExecuteNonQueryAsync(ct);
        }

        await TextImport.RunAsync(connection, $"copy {name} from stdin", rows, ct);
        return name;
    }

    /// <summary>Runs the statement that uses the table, empties the table, and returns how many rows the statement changed.</summary>
    internal async Task<int> UseAsync(string name, string statement, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(statement), new($"truncate {name}") } };
        await batch.ExecuteNonQueryAsync(ct);
        return (int)batch.BatchCommands[0].RecordsAffected;
    }

    /// <summary>After a rollback tables that were made before it may be gone.</summary>
    internal void Forget() => made.Clear();
}
