using System.Globalization;

namespace BunnyDb.Scenarios.Resyncs.Readers;

/// <summary>What one reader has noticed.</summary>
internal sealed class ReaderNotes(ReadKind kind, decimal expectedBalance)
{
    /// <summary>A reader that sees something wrong sees it again at once; the first few tell the story.</summary>
    private const int MostKept = 20;

    private readonly Lock door = new();
    private readonly Dictionary<int, decimal> stamps = [];
    private readonly HashSet<uint> tables = [];
    private readonly List<string> wrong = [];
    private TimeSpan longest;
    private long reads;
    private long lost;

    public string Kind => kind.Name;

    public long Reads => Read(() => reads);

    /// <summary>Connections that went away under the reader.</summary>
    public long Lost => Read(() => lost);

    public IReadOnlyList<string> Wrong => Read(() => wrong.ToArray());

    public IReadOnlyList<uint> Tables => Read(() => tables.ToArray());

    /// <summary>The longest read since this was asked last.</summary>
    public TimeSpan TakeLongest() => Read(() =>
    {
        var taken = longest;
        longest = TimeSpan.Zero;
        return taken;
    });

    public void Saw(IReadOnlyList<Sight> sights, TimeSpan elapsed)
    {
        lock (door)
        {
            reads++;
            longest = elapsed > longest ? elapsed : longest;
            var rows = sights.Sum(sight => sight.Rows);
            if (rows != kind.Rows)
            {
                Note(rows == 0 ? "empty" : $"short: {rows} rows instead of {kind.Rows}");
                return;
            }

            foreach (var sight in sights)
            {
                Examine(sight);
            }
        }
    }

    /// <summary>Two reads of one transaction that ought to be the same.</summary>
    public void Compare(IReadOnlyList<Sight> first, IReadOnlyList<Sight> again)
    {
        if (!first.SequenceEqual(again))
        {
            lock (door)
            {
                Note($"a transaction saw {string.Join(' ', first)}, and then {string.Join(' ', again)}");
            }
        }
    }

    public void Failed(Exception e)
    {
        lock (door)
        {
            Note($"error: {e.Message}");
        }
    }

    /// <summary>The server crashed: with synchronous_commit=off what was last seen may be gone with it, and comes again.</summary>
    public void LostConnection()
    {
        lock (door)
        {
            lost++;
            stamps.Clear();
        }
    }

    private void Examine(Sight sight)
    {
        tables.Add(sight.Table);
        if (sight.Balance is { } balance && balance != expectedBalance)
        {
            Note($"torn: balance {balance} instead of {expectedBalance}");
        }

        if (stamps.TryGetValue(sight.Account, out var before) && sight.Stamp < before)
        {
            Note($"backward: stamp {sight.Stamp} of account {sight.Account} after {before}");
        }

        stamps[sight.Account] = sight.Stamp;
    }

    private void Note(string what)
    {
        if (wrong.Count < MostKept)
        {
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {kind.Name}, read {reads}: {what}"));
        }
    }

    private T Read<T>(Func<T> get)
    {
        lock (door)
        {
            return get();
        }
    }
}
