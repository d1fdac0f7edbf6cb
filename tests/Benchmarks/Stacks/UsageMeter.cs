namespace BunnyDb.Benchmarks.Stacks;

/// <summary>Looks at all parts before and after something was done, and at nothing in between.</summary>
internal sealed class UsageMeter
{
    /// <summary>Linux counts processor time in hundredths of a second (USER_HZ).</summary>
    private const double TicksPerSecond = 100;

    private readonly IReadOnlyList<Part> parts;
    private readonly ProcessTable before;

    private UsageMeter(IReadOnlyList<Part> parts)
    {
        this.parts = parts;
        before = ProcessTable.Read();
        foreach (var process in parts.SelectMany(part => before.Tree(part.ProcessId)))
        {
            ProcessTable.ForgetPeak(process.Id);
        }
    }

    internal static UsageMeter Start(IReadOnlyList<Part> parts) => new(parts);

    internal Usage Stop()
    {
        var after = ProcessTable.Read();
        return new Usage([.. parts.GroupBy(part => part.Name).Select(group => Together(group.Key, [.. group.Select(part => Of(part, after))]))]);
    }

    private static PartUsage Together(string name, IReadOnlyList<PartUsage> usages) =>
        new(name, usages[0].IsOurs, usages.Sum(usage => usage.CpuSeconds), usages.Max(usage => usage.PeakBytes));

    private PartUsage Of(Part part, ProcessTable after)
    {
        var ticks = Ticks(part, after) - Ticks(part, before);
        var busiest = after.Tree(part.ProcessId).Where(process => part.CountsRoot || process.Id != part.ProcessId)
            .MaxBy(process => process.OwnTicks - (before.Find(process.Id)?.OwnTicks ?? 0));
        return new PartUsage(part.Name, part.IsOurs, ticks / TicksPerSecond, busiest is null ? 0 : ProcessTable.PeakBytes(busiest.Id));
    }

    private static long Ticks(Part part, ProcessTable table) =>
        table.Tree(part.ProcessId).Sum(process => process.ReapedTicks + (part.CountsRoot || process.Id != part.ProcessId ? process.OwnTicks : 0));
}
