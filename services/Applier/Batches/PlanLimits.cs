namespace BunnyDb.Applier.Batches;

/// <summary>How much is planned before it is written, whichever is reached first.</summary>
/// <param name="Changes">Of all tables. More at once is not faster, and holds memory.</param>
/// <param name="Bytes">An update that leaves a large value in place takes a copy of it, if the plan has it: many such must not add up. A little less than a power of two, as pooled buffers are.</param>
internal sealed record PlanLimits(int Changes, long Bytes)
{
    internal static PlanLimits Default { get; } = new(20_000, (4 * 1024 * 1024) - (128 * 1024));
}
