using BunnyDb.Applier.Routes;
using BunnyDb.Postgres.PgOutput;
using Npgsql;
using NpgsqlTypes;

namespace BunnyDb.Applier.Rows;

/// <summary>
/// The usual way: sends statements by the hundreds without waiting for each, and expects that each changes exactly one row. When one does not,
/// it says so and leaves it to the <see cref="CarefulWriter"/>.
/// </summary>
internal sealed class PipelinedWriter(NpgsqlConnection connection) : IRowWriter, IAsyncDisposable
{
    private const int MaxStatements = 500;
    private const int MaxChars = 1 << 20;

    private readonly List<bool> mustChangeOne = [];
    private NpgsqlBatch batch = new(connection);
    private int chars;

    public Tally Tally { get; } = new();

    public ValueTask InsertAsync(TableShape table, InsertMessage insert, CancellationToken ct)
    {
        Tally.Inserted(table.Route);
        return SendAsync(table.Statements.Insert(insert.New), true, ct);
    }

    public ValueTask UpdateAsync(TableShape table, UpdateMessage update, CancellationToken ct)
    {
        Tally.Updated(table.Route);
        if (update.WritesAlwaysIdentity(table))
        {
            return SendAsync(table.Statements.Replace(update.OldRow(), update.New, OldRow.AsSent), true, ct);
        }

        return table.Statements.Update(update.OldRow(), update.New, OldRow.AsSent) is { } statement ? SendAsync(statement, true, ct) : default;
    }

    public ValueTask DeleteAsync(TableShape table, DeleteMessage delete, CancellationToken ct)
    {
        Tally.Deleted(table.Route);
        return SendAsync(table.Statements.Delete(delete.Old, OldRow.AsSent), true, ct);
    }

    public ValueTask TruncateAsync(IReadOnlyList<TableShape> tables, bool restartIdentity, CancellationToken ct) =>
        SendAsync(Truncation.Statement(tables, restartIdentity), false, ct);

    public async ValueTask FinishAsync(CancellationToken ct)
    {
        if (batch.BatchCommands.Count == 0)
        {
            return;
        }

        await batch.ExecuteNonQueryAsync(ct);
        for (var i = 0; i < mustChangeOne.Count; i++)
        {
            if (mustChangeOne[i] && batch.BatchCommands[i].RecordsAffected != 1)
            {
                throw new ReplayException("a statement did not change exactly one row");
            }
        }

        await batch.DisposeAsync();
        batch = new NpgsqlBatch(connection);
        mustChangeOne.Clear();
        chars = 0;
    }

    public ValueTask DisposeAsync() => batch.DisposeAsync();

    private ValueTask SendAsync(RowStatement statement, bool changesOne, CancellationToken ct)
    {
        var command = new NpgsqlBatchCommand(statement.Sql);
        foreach (var value in statement.Values)
        {
            command.Parameters.Add(Parameter(value));
            chars += value?.Length ?? 0;
        }

        batch.BatchCommands.Add(command);
        mustChangeOne.Add(changesOne);
        return batch.BatchCommands.Count >= MaxStatements || chars >= MaxChars ? FinishAsync(ct) : default;
    }

    /// <summary>A value in PostgreSQL's own text, of the type that PostgreSQL infers.</summary>
    internal static NpgsqlParameter Parameter(string? value) => new() { NpgsqlDbType = NpgsqlDbType.Unknown, Value = (object?)value ?? DBNull.Value };
}
