using BunnyDb.Applier.Joins;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Applier.Transactions;

/// <summary>A source transaction as far as it has come: all of it, its beginning, a middle part or its end.</summary>
/// <param name="Frames">Its frames, and those before it that belong to no transaction, in as many stretches as batches hold them.</param>
/// <param name="FinalLsn">Where its commit record starts; none when it began before.</param>
/// <param name="EndLsn">The position once it is applied; none when it goes on later.</param>
/// <param name="Marker">The marker that it carries.</param>
internal sealed record SourceTransaction(
    IReadOnlyList<ReadOnlyMemory<byte>> Frames, bool BeginsHere, bool EndsHere, Lsn FinalLsn, Lsn EndLsn, DateTimeOffset CommittedAt, Marker? Marker)
{
    internal bool IsWhole => BeginsHere && EndsHere;

    /// <summary>This and the part that follows it in the next batch, as one.</summary>
    internal SourceTransaction With(SourceTransaction next) => next with
    {
        Frames = [.. Frames, .. next.Frames],
        BeginsHere = BeginsHere,
        FinalLsn = FinalLsn,
        Marker = Marker ?? next.Marker,
    };
}
