namespace BunnyDb.Postgres.Verification;

/// <summary>
/// What is left of a chunk's rows, whatever their order: their number and two sums of 64-bit hashes with different seeds. <c>default</c>: no rows.
/// </summary>
/// <param name="FirstSum">Exact, as <c>numeric</c> prints it; null of no rows.</param>
internal readonly record struct ChunkDigest(long Rows, string? FirstSum, string? SecondSum);
