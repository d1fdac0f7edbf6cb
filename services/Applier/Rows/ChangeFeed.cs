using BunnyDb.Applier.Transactions;
using BunnyDb.Postgres.PgOutput;
using Npgsql;

namespace BunnyDb.Applier.Rows;

/// <summary>Decodes frames and hands each change of a mapped table to a writer, in order.</summary>
internal sealed class ChangeFeed(SourceTables tables, NpgsqlConnection connection)
{
    internal async Task FeedAsync(SourceTransaction transaction, IRowWriter writer, CancellationToken ct)
    {
        if (transaction.BeginsHere)
        {
            tables.CommittedAt = transaction.FinalLsn;
        }

        foreach (var frames in transaction.Frames)
        {
            await FeedAsync(frames, writer, ct);
        }
    }

    /// <summary>Takes in what the frames describe and nothing else: the transaction is applied already.</summary>
    internal void Skip(SourceTransaction transaction)
    {
        foreach (var frames in transaction.Frames)
        {
            Skip(frames);
        }
    }

    private async Task FeedAsync(ReadOnlyMemory<byte> frames, IRowWriter writer, CancellationToken ct)
    {
        var reader = new FrameReader(frames);
        while (reader.TryRead(out var frame))
        {
            switch (PgOutputDecoder.Decode(frame))
            {
                case RelationMessage relation when !tables.IsDescribed(relation):
                    // What came before is of the table as it was.
                    await writer.FinishAsync(ct);
                    tables.Describe(relation);
                    break;
                case RelationMessage:
                    break;
                case InsertMessage insert when await FindAsync(insert.RelationId, writer, ct) is { } table:
                    await writer.InsertAsync(table, insert, ct);
                    break;
                case UpdateMessage update when await FindAsync(update.RelationId, writer, ct) is { } table:
                    await writer.UpdateAsync(table, update, ct);
                    break;
                case DeleteMessage delete when await FindAsync(delete.RelationId, writer, ct) is { } table:
                    await writer.DeleteAsync(table, delete, ct);
                    break;
                case TruncateMessage truncate when await MappedAsync(truncate, writer, ct) is { Count: > 0 } mapped:
                    await writer.TruncateAsync(mapped, truncate.RestartIdentity, ct);
                    break;
                case InsertMessage or UpdateMessage or DeleteMessage or TruncateMessage:
                    // A table without a route: another lane's, or removed from the mirror.
                    break;
                case BeginMessage or CommitMessage or OriginMessage or TypeMessage or LogicalMessage:
                    // Read by the splitter already, or of no use: types are matched by the destination's columns.
                    break;
                case var unknown:
                    throw new InvalidOperationException($"{unknown.GetType().Name} is no message that the applier knows.");
            }
        }
    }

    private ValueTask<TableShape?> FindAsync(uint relation, IRowWriter writer, CancellationToken ct) =>
        tables.IsKnown(relation, out var table) ? new(table) : LookAsync(relation, writer, ct);

    /// <summary>At the destination's table: the writer has to be done with the connection.</summary>
    private async ValueTask<TableShape?> LookAsync(uint relation, IRowWriter writer, CancellationToken ct)
    {
        await writer.FinishAsync(ct);
        return await tables.FindAsync(relation, connection, ct);
    }

    private void Skip(ReadOnlyMemory<byte> frames)
    {
        var reader = new FrameReader(frames);
        while (reader.TryRead(out var frame))
        {
            if (frame.Span[0] == (byte)'R' && PgOutputDecoder.Decode(frame) is RelationMessage relation)
            {
                tables.Describe(relation);
            }
        }
    }

    private async Task<IReadOnlyList<TableShape>> MappedAsync(TruncateMessage truncate, IRowWriter writer, CancellationToken ct)
    {
        var mapped = new List<TableShape>();
        foreach (var relation in truncate.RelationIds)
        {
            if (await FindAsync(relation, writer, ct) is { } table)
            {
                mapped.Add(table);
            }
        }

        return mapped;
    }
}
