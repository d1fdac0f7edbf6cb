using System.Buffers.Binary;

namespace BunnyDb.CdcReader.Lanes;

/// <summary>
/// pgoutput describes a relation once a session, and again when it changes. A batch must be understood by an applier that saw none before it:
/// this remembers the descriptions and finds those that a batch uses and does not hold.
/// </summary>
internal sealed class RelationMemory
{
    private const int LengthBytes = sizeof(int);

    private readonly Dictionary<uint, byte[]> described = [];
    private readonly HashSet<uint> inBatch = [];
    private readonly List<byte[]> missing = [];

    /// <summary>
    /// Reads a batch's frames and returns the Relation frames (length-prefixed) to put before them, as they were when the batch begins.
    /// Valid until the next call. Batches must be shown in order.
    /// </summary>
    internal IReadOnlyList<byte[]> Complete(ReadOnlySpan<byte> frames)
    {
        inBatch.Clear();
        missing.Clear();
        while (frames.Length > 0)
        {
            var frame = frames[..(LengthBytes + BinaryPrimitives.ReadInt32BigEndian(frames))];
            Note(frame, frame[LengthBytes..]);
            frames = frames[frame.Length..];
        }

        return missing;
    }

    private void Note(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> message)
    {
        switch (message[0])
        {
            case RawMessage.Relation:
                described[RawMessage.RelationOf(message)] = frame.ToArray();
                inBatch.Add(RawMessage.RelationOf(message));
                break;
            case RawMessage.Insert or RawMessage.Update or RawMessage.Delete:
                Need(RawMessage.RelationOf(message));
                break;
            case RawMessage.Truncate:
                for (var i = 0; i < RawMessage.TruncatedCount(message); i++)
                {
                    Need(RawMessage.Truncated(message, i));
                }

                break;
        }
    }

    private void Need(uint relation)
    {
        if (inBatch.Add(relation))
        {
            missing.Add(described.TryGetValue(relation, out var frame)
                ? frame
                : throw new InvalidOperationException($"The source sent a change of relation {relation} without ever describing it."));
        }
    }
}
