using System.Buffers.Binary;
using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Applier.Batches;

/// <summary>How many rows of each relation some frames change. Pure; decodes nothing but types and relations.</summary>
internal static class RelationCounts
{
    internal static Dictionary<uint, int> Of(IEnumerable<ReadOnlyMemory<byte>> stretches)
    {
        var counts = new Dictionary<uint, int>();
        foreach (var frames in stretches)
        {
            var reader = new FrameReader(frames);
            while (reader.TryRead(out var frame))
            {
                if (frame.Span[0] is (byte)'I' or (byte)'U' or (byte)'D')
                {
                    var relation = BinaryPrimitives.ReadUInt32BigEndian(frame.Span[1..]);
                    counts[relation] = counts.GetValueOrDefault(relation) + 1;
                }
            }
        }

        return counts;
    }
}
