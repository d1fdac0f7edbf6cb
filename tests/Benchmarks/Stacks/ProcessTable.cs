using System.Globalization;

namespace BunnyDb.Benchmarks.Stacks;

/// <summary>All processes of the machine as <c>/proc</c> shows them at one moment. Source: proc(5).</summary>
internal sealed class ProcessTable
{
    private readonly Dictionary<int, Entry> entries;
    private readonly ILookup<int, Entry> children;

    private ProcessTable(IEnumerable<Entry> all)
    {
        entries = all.ToDictionary(entry => entry.Id);
        children = entries.Values.ToLookup(entry => entry.Parent);
    }

    /// <param name="OwnTicks">Processor time of the process itself, user and system.</param>
    /// <param name="ReapedTicks">That of its descendants that have ended and were waited for.</param>
    internal sealed record Entry(int Id, int Parent, long OwnTicks, long ReapedTicks);

    internal static ProcessTable Read() => new(
        from directory in Directory.EnumerateDirectories("/proc")
        let id = int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var number) ? number : 0
        where id > 0
        let entry = TryRead(id)
        where entry is not null
        select entry);

    internal Entry? Find(int id) => entries.GetValueOrDefault(id);

    /// <summary>The process and everything below it.</summary>
    internal IEnumerable<Entry> Tree(int root) =>
        Find(root) is { } entry ? children[root].SelectMany(child => Tree(child.Id)).Prepend(entry) : [];

    /// <summary>The most memory that the process has held at once since <see cref="ForgetPeak"/>, in bytes; 0: it has ended.</summary>
    internal static long PeakBytes(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[6..^2], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>The peak counts from now on. Where the kernel does not let us, it counts from the process's start.</summary>
    internal static void ForgetPeak(int id)
    {
        try
        {
            File.WriteAllText($"/proc/{id}/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Ended, or not ours to touch.
        }
    }

    /// <summary>The name, in parentheses, may hold anything; the numbers follow its last one.</summary>
    private static Entry? TryRead(int id)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{id}/stat");
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            long Number(int field) => long.Parse(fields[field - 3], CultureInfo.InvariantCulture);
            return new Entry(id, (int)Number(4), Number(14) + Number(15), Number(16) + Number(17));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
