using BunnyDb.Applier.Joins;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Applier.Transactions;

/// <summary>Cuts a batch's frames at the ends of source transactions. Pure; decodes Begin, Commit and markers only.</summary>
internal static class BatchSplitter
{
    internal static IReadOnlyList<SourceTransaction> Split(ReadOnlyMemory<byte> frames)
    {
        var parts = new List<SourceTransaction>();
        var reader = new FrameReader(frames);
        var part = new Part(0);
        while (reader.TryRead(out var frame))
        {
            part.Take(frame);
            if (part.Commit is not null)
            {
                parts.Add(part.Close(frames, reader.Offset));
                part = new Part(reader.Offset);
            }
        }

        if (part.Start < reader.Offset)
        {
            parts.Add(part.Close(frames, reader.Offset));
        }

        return parts;
    }

    /// <summary>Makes one of the parts of a transaction that came in several batches.</summary>
    internal static IEnumerable<SourceTransaction> Join(IEnumerable<SourceTransaction> parts)
    {
        SourceTransaction? joined = null;
        foreach (var part in parts)
        {
            if (joined is not null && (joined.EndsHere || part.BeginsHere))
            {
                yield return joined;
                joined = null;
            }

            joined = joined?.With(part) ?? part;
        }

        if (joined is not null)
        {
            yield return joined;
        }
    }

    /// <summary>
    /// What may share one destination transaction: neighbours that are whole. A part of a transaction stands alone, and so does one with a
    /// marker, which something waits for.
    /// </summary>
    internal static IEnumerable<IReadOnlyList<SourceTransaction>> Group(IReadOnlyList<SourceTransaction> transactions)
    {
        var group = new List<SourceTransaction>();
        foreach (var transaction in transactions)
        {
            if (transaction.IsWhole && transaction.Marker is null)
            {
                group.Add(transaction);
                continue;
            }

            if (group.Count > 0)
            {
                yield return group;
                group = [];
            }

            yield return [transaction];
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }

    private sealed class Part(int start)
    {
        private BeginMessage? begin;
        private Marker? marker;

        internal int Start => start;

        internal CommitMessage? Commit { get; private set; }

        internal void Take(ReadOnlyMemory<byte> frame)
        {
            switch ((char)frame.Span[0])
            {
                case 'B':
                    begin = begin is null
                        ? (BeginMessage)PgOutputDecoder.Decode(frame)
                        : throw new PgOutputException("A transaction begins inside another one.");
                    break;
                case 'C':
                    Commit = (CommitMessage)PgOutputDecoder.Decode(frame);
                    break;
                case 'M':
                    marker = Marker.Read((LogicalMessage)PgOutputDecoder.Decode(frame)) ?? marker;
                    break;
            }
        }

        internal SourceTransaction Close(ReadOnlyMemory<byte> frames, int end) => new(
            [frames[start..end]], begin is not null, Commit is not null, begin?.FinalLsn ?? Lsn.None, Commit?.EndLsn ?? Lsn.None,
            Commit?.CommittedAt ?? default, marker);
    }
}
