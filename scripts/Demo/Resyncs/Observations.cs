namespace BunnyDb.Demo.Resyncs;

/// <summary>What one reader, or all of them together, have seen.</summary>
internal sealed record Observations
{
    internal List<TimedRead> Reads { get; } = [];

    internal HashSet<long> TableOids { get; } = [];

    internal long Errors { get; private set; }

    internal long Empty { get; private set; }

    /// <summary>Half of a transaction, or another number of accounts than there are.</summary>
    internal long Torn { get; private set; }

    /// <summary>Older than what the same reader has seen before.</summary>
    internal long Backward { get; private set; }

    /// <summary>Of whatever was wrong first.</summary>
    internal string? FirstTrouble { get; private set; }

    internal static Observations Of(IEnumerable<Observations> all)
    {
        var together = new Observations();
        foreach (var one in all)
        {
            together.Reads.AddRange(one.Reads);
            together.TableOids.UnionWith(one.TableOids);
            together.Errors += one.Errors;
            together.Empty += one.Empty;
            together.Torn += one.Torn;
            together.Backward += one.Backward;
            together.FirstTrouble ??= one.FirstTrouble;
        }

        return together;
    }

    /// <param name="newestStamp">What this reader has seen of these rows before.</param>
    internal void Judge(ReaderKind kind, Sight sight, long newestStamp)
    {
        if (sight.TableOid != 0)
        {
            TableOids.Add(sight.TableOid);
        }

        if (sight.Rows == 0)
        {
            Empty++;
            Note($"{kind.Name}: no row");
        }
        else if (sight.Rows != kind.Rows || (kind.BalanceSum ?? sight.Balance) != sight.Balance)
        {
            NoteTorn($"{kind.Name}: {sight}");
        }
        else if (sight.Stamp < newestStamp)
        {
            Backward++;
            Note($"{kind.Name}: stamp {sight.Stamp} after {newestStamp}");
        }
    }

    internal void NoteTorn(string trouble)
    {
        Torn++;
        Note(trouble);
    }

    internal void NoteError(string trouble)
    {
        Errors++;
        Note(trouble);
    }

    private void Note(string trouble) => FirstTrouble ??= trouble;
}
