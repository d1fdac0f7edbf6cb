using System.Text;

namespace BunnyDb.Postgres.Schema;

/// <summary>Names within one schema (or one table) that are not taken yet. A name that is given out is taken.</summary>
public sealed class FreeNames(IEnumerable<string> taken)
{
    private const int LongestBytes = 63;
    private readonly HashSet<string> taken = [.. taken];

    /// <summary>The wanted name if it is free; otherwise a variant of at most 63 bytes: <c>name_1</c>, cut between characters where it is too long.</summary>
    public string Take(string wanted)
    {
        var name = wanted;
        for (var number = 1; !taken.Add(name); number++)
        {
            var suffix = $"_{number}";
            name = Cut(wanted, LongestBytes - suffix.Length) + suffix;
        }

        return name;
    }

    /// <summary>At most 63 bytes of the name, cut between characters.</summary>
    public static string Shorten(string name) => Cut(name, LongestBytes);

    private static string Cut(string name, int bytes)
    {
        var cut = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
            {
                break;
            }

            cut.Append(rune.ToString());
        }

        return cut.ToString();
    }
}
