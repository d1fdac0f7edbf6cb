using BunnyDb.Postgres.Copy;

namespace BunnyDb.SnapshotWorker.Planning;

/// <summary>
/// Cuts a relation into chunks of about equal size. Pure. The conditions of one relation cover every row exactly once, whatever the estimates
/// were: neighbours share their border, the first has no lower end, the last no upper.
/// </summary>
internal static class ChunkPlanner
{
    /// <summary>A table is cut into no more than this many chunks: beyond, bookkeeping costs more than it gives.</summary>
    internal const int MaxChunksPerTable = 10_000;

    /// <summary>One condition a chunk; null is the whole relation.</summary>
    internal static IReadOnlyList<string?> ByPages(long pages, double rowsPerPage, int rowsPerChunk, int maxChunks)
    {
        var pagesPerChunk = Math.Max(1, (long)(rowsPerChunk / rowsPerPage));
        pagesPerChunk = Math.Max(pagesPerChunk, DivideUp(pages, maxChunks));
        var chunks = (int)Math.Max(1, DivideUp(pages, pagesPerChunk));
        return [.. Enumerable.Range(0, chunks).Select(i => CopyPredicate.Pages(
            i == 0 ? null : i * pagesPerChunk,
            i == chunks - 1 ? null : (i + 1) * pagesPerChunk))];
    }

    /// <summary>How many chunks an estimate of rows makes.</summary>
    internal static int Count(long rows, int rowsPerChunk, int maxChunks) => (int)Math.Clamp(DivideUp(rows, rowsPerChunk), 1, maxChunks);

    /// <param name="boundaries">Where the second and every further chunk begins, ascending and distinct in the key's own order.</param>
    internal static IReadOnlyList<string?> ByKey(PartitionKey key, IReadOnlyList<string> boundaries)
    {
        if (boundaries.Count == 0)
        {
            return [null];
        }

        var ranges = Enumerable.Range(0, boundaries.Count + 1).Select(i => CopyPredicate.Keys(
            key,
            i == 0 ? null : boundaries[i - 1],
            i == boundaries.Count ? null : boundaries[i]));
        return key.IsNullable ? [.. ranges, CopyPredicate.KeyIsNull(key)] : [.. ranges];
    }

    private static long DivideUp(long number, long by) => (number + by - 1) / by;
}
