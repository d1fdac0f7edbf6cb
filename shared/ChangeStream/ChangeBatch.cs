using BunnyDb.Contracts.Values;

namespace BunnyDb.ChangeStream;

/// <summary>
/// What a reader relays to an applier at once: raw pgoutput messages, each preceded by its length (4 bytes, big-endian), in WAL order, with the
/// Relation messages they need. It ends at a commit unless one transaction is larger than a batch.
/// </summary>
/// <param name="Epoch">Grows with every start of the lane's reader; the destination's progress row says which one counts.</param>
/// <param name="Sequence">From 0 in each epoch, without a gap.</param>
/// <param name="Follows">The position that the destination has when everything before this batch is committed.</param>
/// <param name="Last">The position once this batch is committed. Equal to <paramref name="Follows"/> when no commit is inside; without frames, a position that an idle lane may move to.</param>
/// <param name="EndsInsideTransaction">The last transaction goes on in the next batch.</param>
/// <param name="Frames">The length-prefixed messages. Valid until the delivery is acknowledged.</param>
public sealed record ChangeBatch(
    LaneId Lane,
    long Epoch,
    long Sequence,
    Lsn Follows,
    Lsn Last,
    bool EndsInsideTransaction,
    ReadOnlyMemory<byte> Frames);
