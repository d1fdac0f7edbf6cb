using BunnyDb.Applier.Joins;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Applier.Transactions;

/// <summary>A source transaction as far as one batch holds it: all of it, its beginning, a middle part or its end.</summary>
/// <param name="Frames">Its frames, and those before it that belong to no transaction.</param>
/// <param name="FinalLsn">Where its commit record starts; none when it began in an earlier batch.</param>
/// <param name="EndLsn">The position once it is applied; none when it goes on in the next batch.</param>
/// <param name="Marker">The marker that it carries.</param>
internal sealed record SourceTransaction(
    ReadOnlyMemory<byte> Frames, bool BeginsHere, bool EndsHere, Lsn FinalLsn, Lsn EndLsn, DateTimeOffset CommittedAt, Marker? Marker)
{
    internal bool IsWhole => BeginsHere && EndsHere;
}
