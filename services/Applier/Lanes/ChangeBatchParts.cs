using BunnyDb.Applier.Transactions;
using BunnyDb.ChangeStream;

namespace BunnyDb.Applier.Lanes;

/// <summary>What a batch's parts say of the batch.</summary>
internal static class ChangeBatchParts
{
    /// <summary>It goes on with a transaction that an earlier batch began.</summary>
    internal static bool StartsInside(this ChangeBatch batch, IReadOnlyList<SourceTransaction> parts) =>
        parts.Count == 0 ? batch.EndsInsideTransaction : !parts[0].BeginsHere && (parts[0].EndsHere || batch.EndsInsideTransaction);
}
