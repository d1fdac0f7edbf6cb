using BunnyDb.Applier.Transactions;
using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Progress;

namespace BunnyDb.Applier.Lanes;

/// <summary>Batches of one epoch that follow one another without a gap, to be applied together.</summary>
internal sealed class ArrivedChanges
{
    private readonly List<SourceTransaction> parts = [];

    private ArrivedChanges(LaneProgress progress, bool isInside) => (Reached, EndsInside) = (progress, isInside);

    internal long Epoch => Reached.Epoch;

    /// <summary>Source transactions as far as they have come, each as one.</summary>
    internal IEnumerable<SourceTransaction> Transactions => BatchSplitter.Join(parts);

    /// <summary>Where the lane is once all of it is applied.</summary>
    internal LaneProgress Reached { get; private set; }

    /// <summary>The last transaction goes on in a later batch.</summary>
    internal bool EndsInside { get; private set; }

    /// <summary>Null: nothing has arrived that comes next.</summary>
    internal ChangeBatch? First { get; private set; }

    /// <summary>A batch before which something is missing; nothing after it is here.</summary>
    internal ChangeBatch? Gap { get; private set; }

    /// <param name="isInside">A source transaction is open already.</param>
    internal static ArrivedChanges Of(IEnumerable<ChangeDelivery> unit, LaneProgress progress, bool isInside, Continuity continuity)
    {
        var arrived = new ArrivedChanges(progress, isInside);
        foreach (var delivery in unit.TakeWhile(_ => arrived.Gap is null))
        {
            arrived.Add(delivery.Batch, continuity);
        }

        return arrived;
    }

    private void Add(ChangeBatch batch, Continuity continuity)
    {
        var batchParts = BatchSplitter.Split(batch.Frames);
        switch (continuity.Judge(batch, Reached, batch.StartsInside(batchParts), EndsInside))
        {
            case Continuation.Next:
                First ??= batch;
                parts.AddRange(batchParts);
                Reached = Reached with { Position = Lsn.Max(Reached.Position, batch.Last) };
                EndsInside = batch.EndsInsideTransaction;
                break;
            case Continuation.Gap:
                Gap = batch;
                break;
        }
    }
}
