using BunnyDb.Applier.Batches;
using BunnyDb.Applier.Rows;
using BunnyDb.Catalog.Lanes;

namespace BunnyDb.Applier.Transactions;

/// <summary>Writes source transactions into an open one of the destination: by sets, or in the order of the source.</summary>
internal sealed class TransactionWriter(Lane lane, DestinationSession session, SourceTables tables, PlanLimits limits, ILogger<ApplierRole> logger)
{
    private readonly ChangeFeed feed = new(tables, session.Connection);

    /// <summary>Takes in what it describes and nothing else.</summary>
    internal void Skip(SourceTransaction transaction) => feed.Skip(transaction);

    /// <summary>As many changes at once as are proven to leave the same.</summary>
    internal async Task WriteSetsAsync(DestinationTransaction target, IReadOnlyList<SourceTransaction> transactions, CancellationToken ct)
    {
        var changes = RelationCounts.Of(transactions.SelectMany(transaction => transaction.Frames));
        await using var rows = new PipelinedWriter(session.Connection);
        await using var writer = new BatchWriter(rows, session.Connection, changes, limits, session.CanStage);
        await WriteAsync(target, transactions, writer, ct);
    }

    /// <summary>A part of a transaction by sets; what is refused so, in order.</summary>
    internal Task WritePartAsync(DestinationTransaction target, SourceTransaction part, CancellationToken ct) => WriteStretchAsync(
        target,
        () => WriteSetsAsync(target, [part], ct),
        () =>
        {
            session.Connection.UnprepareAll();
            return WriteInOrderAsync(target, part, ct);
        },
        ct);

    /// <summary>Row by row as the source did; what is refused so is written once more, with a look at each row.</summary>
    internal Task WriteInOrderAsync(DestinationTransaction target, SourceTransaction transaction, CancellationToken ct) => WriteStretchAsync(
        target,
        async () =>
        {
            await using var rows = new PipelinedWriter(session.Connection);
            await WriteAsync(target, [transaction], rows, ct);
        },
        () => WriteAsync(target, [transaction], new CarefulWriter(session.Connection), ct),
        ct);

    /// <summary>Behind a savepoint: if the one way is refused, nothing of it is left and the other is taken.</summary>
    private async Task WriteStretchAsync(DestinationTransaction target, Func<Task> writeAsync, Func<Task> writeAgainAsync, CancellationToken ct)
    {
        var described = tables.Described;
        await target.MarkStretchAsync(ct);
        try
        {
            await writeAsync();
        }
        catch (Exception e) when (Refusal.Is(e))
        {
            Log.Replays(logger, lane.Id, 1, Refusal.Reason(e));
            await target.UndoStretchAsync(ct);
            tables.GoBackTo(described);
            await writeAgainAsync();
        }

        await target.ForgetStretchAsync(ct);
    }

    private async Task WriteAsync(DestinationTransaction target, IReadOnlyList<SourceTransaction> transactions, IRowWriter writer, CancellationToken ct)
    {
        var committed = 0;
        foreach (var transaction in transactions)
        {
            if (target.Has(target.Inside ?? transaction))
            {
                feed.Skip(transaction);
                continue;
            }

            await target.DeferConstraintsAsync(ct);
            await feed.FeedAsync(transaction, writer, ct);
            committed += transaction.EndsHere ? 1 : 0;
        }

        await writer.FinishAsync(ct);
        target.Tally.Add(writer.Tally);
        target.Tally.Committed(committed);
    }
}
