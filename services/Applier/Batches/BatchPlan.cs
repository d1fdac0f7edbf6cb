using System.Runtime.InteropServices;
using BunnyDb.Applier.Rows;
using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Applier.Batches;

/// <summary>
/// What the changes of one table come to, key by key, however many source transactions they are from. Pure: it holds rows as COPY will send
/// them and knows no database. Keys are told apart by their text. Two texts may be one key to the destination's index (1.0 and 1 of numeric):
/// of such keys the source has at most one before and one after, so deletes, then updates, then inserts come out right for them too.
/// </summary>
internal sealed class BatchPlan : IDisposable
{
    private readonly RowLayout layout;
    private readonly RowBuffer text = new();
    private readonly List<NetChange> changes;
    private readonly Dictionary<RowKey, int> byKey;

    /// <param name="expected">How many changes may come.</param>
    internal BatchPlan(RowLayout layout, int expected)
    {
        this.layout = layout;
        changes = new List<NetChange>(expected);
        byKey = new Dictionary<RowKey, int>(layout.KeyColumns > 0 ? expected : 0, new RowKeyComparer(text));
    }

    /// <summary>Keys with a change; for a table without key, rows.</summary>
    internal int Count => changes.Count;

    /// <summary>Memory that the rows take, those that were overtaken too.</summary>
    internal int Bytes => text.Length;

    /// <exception cref="ReplayException">The key is there already.</exception>
    internal void Insert(ReadOnlySpan<TupleColumn> row)
    {
        if (layout.KeyColumns == 0)
        {
            changes.Add(new NetChange(NetChangeKind.Insert, Append(row, layout.Positions.Count)));
        }
        else
        {
            Add(KeyedChange.Insert, Append(row, layout.Positions.Count));
        }
    }

    /// <param name="row">Its key has not changed; other columns may be marked as unchanged.</param>
    /// <exception cref="ReplayException">The row is gone already.</exception>
    internal void Update(ReadOnlySpan<TupleColumn> row) => Add(KeyedChange.Update, Append(row, layout.Positions.Count));

    /// <param name="old">Of which only the key is read.</param>
    /// <exception cref="ReplayException">The row is gone already.</exception>
    internal void Delete(ReadOnlySpan<TupleColumn> old) => Add(KeyedChange.Delete, Append(old, layout.KeyColumns));

    /// <summary>Writes the keys of rows that must be there, and go.</summary>
    internal int WriteDeleted(RowBuffer to) => WriteKeys(to, kind => kind is NetChangeKind.Delete or NetChangeKind.Replace);

    /// <summary>Writes the keys of rows that must not be there.</summary>
    internal int WriteVanished(RowBuffer to) => WriteKeys(to, kind => kind == NetChangeKind.Vanish);

    /// <summary>Writes the rows that are new.</summary>
    internal int WriteInserted(RowBuffer to)
    {
        var count = 0;
        foreach (var change in CollectionsMarshal.AsSpan(changes))
        {
            if (change.Kind is NetChangeKind.Insert or NetChangeKind.Replace)
            {
                to.Append(TextOf(change.Row));
                count++;
            }
        }

        return count;
    }

    /// <summary>Rows that must be there and change, in sets that change the same columns.</summary>
    internal IEnumerable<UpdatedRows> Updated() => changes
        .Where(change => change.Kind == NetChangeKind.Update)
        .GroupBy(change => change.Row.IsWhole ? "" : Missing(change.Row), change => change.Row)
        .Select(rows => new UpdatedRows(
            [.. Enumerable.Range(0, layout.Positions.Count).Where(column => rows.Key.Length == 0 || rows.Key[column] == '1')], [.. rows]));

    /// <summary>Writes the given columns of the rows.</summary>
    internal int Write(UpdatedRows updated, RowBuffer to)
    {
        foreach (var row in updated.Rows)
        {
            if (row.IsWhole)
            {
                to.Append(TextOf(row));
            }
            else
            {
                WriteGiven(row, to);
            }
        }

        return updated.Rows.Count;
    }

    /// <summary>Everything planned is written.</summary>
    internal void Clear()
    {
        byKey.Clear();
        changes.Clear();
        text.Clear();
    }

    public void Dispose() => text.Dispose();

    private void Add(KeyedChange change, RowImage row)
    {
        ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(byKey, new RowKey(row.Start, row.KeyBytes), out var isKnown);
        if (!isKnown)
        {
            at = changes.Count;
            changes.Add(new NetChange(NetChanges.First(change), row));
            return;
        }

        var before = changes[at];
        var kind = before.Kind.Then(change) ?? throw new ReplayException("changes of one key contradict each other");
        changes[at] = new NetChange(kind, change == KeyedChange.Update && !row.IsWhole ? Complete(row, before.Row) : row);
    }

    private RowImage Append(ReadOnlySpan<TupleColumn> row, int columns)
    {
        var (start, keyBytes, isWhole) = (text.Length, 0, true);
        for (var at = 0; at < columns; at++)
        {
            var column = row[layout.Positions[at]];
            isWhole &= column.Kind != TupleColumnKind.Unchanged;
            CopyText.Append(text, column);
            keyBytes = at == layout.KeyColumns - 1 ? text.Length - start : keyBytes;
            text.Append(at == columns - 1 ? CopyText.RowEnd : CopyText.ColumnEnd);
        }

        return new RowImage(start, keyBytes, text.Length - start, isWhole);
    }

    /// <summary>What the update left in place is what an earlier change of the batch wrote there, or still unchanged.</summary>
    private RowImage Complete(RowImage row, RowImage before)
    {
        var (start, isWhole) = (text.Length, true);
        var (now, then) = (Columns(row), Columns(before));
        for (var at = 0; at < now.Length; at++)
        {
            var stays = TextOf(row)[now[at]].SequenceEqual(CopyText.Unchanged);
            var (from, column) = stays ? (before, then[at]) : (row, now[at]);
            isWhole &= !TextOf(from)[column].SequenceEqual(CopyText.Unchanged);
            var (offset, length) = column.GetOffsetAndLength(from.Bytes);
            text.AppendOwn(from.Start + offset, length);
            text.Append(at == now.Length - 1 ? CopyText.RowEnd : CopyText.ColumnEnd);
        }

        return new RowImage(start, row.KeyBytes, text.Length - start, isWhole);
    }

    private Range[] Columns(RowImage image)
    {
        var columns = new Range[layout.Positions.Count];
        var column = 0;
        foreach (var at in TextOf(image)[..^1].Split(CopyText.ColumnEnd))
        {
            columns[column++] = at;
        }

        return columns;
    }

    private int WriteKeys(RowBuffer to, Func<NetChangeKind, bool> isWanted)
    {
        var count = 0;
        foreach (var change in CollectionsMarshal.AsSpan(changes))
        {
            if (isWanted(change.Kind))
            {
                to.Append(text[change.Row.Start, change.Row.KeyBytes]);
                to.Append(CopyText.RowEnd);
                count++;
            }
        }

        return count;
    }

    private void WriteGiven(RowImage image, RowBuffer to)
    {
        var row = TextOf(image);
        var isFirst = true;
        foreach (var at in Columns(image))
        {
            if (row[at].SequenceEqual(CopyText.Unchanged))
            {
                continue;
            }

            if (!isFirst)
            {
                to.Append(CopyText.ColumnEnd);
            }

            to.Append(row[at]);
            isFirst = false;
        }

        to.Append(CopyText.RowEnd);
    }

    /// <summary>A letter a column: 0 where it is unchanged.</summary>
    private string Missing(RowImage image)
    {
        return string.Concat(Array.ConvertAll(Columns(image), at => TextOf(image)[at].SequenceEqual(CopyText.Unchanged) ? '0' : '1'));
    }

    private ReadOnlySpan<byte> TextOf(RowImage row) => text[row.Start, row.Bytes];

    /// <summary>Where a key's text lies.</summary>
    private readonly record struct RowKey(int Start, int Bytes);

    private sealed class RowKeyComparer(RowBuffer text) : IEqualityComparer<RowKey>
    {
        public bool Equals(RowKey one, RowKey other) => one.Bytes == other.Bytes && TextOf(one).SequenceEqual(TextOf(other));

        public int GetHashCode(RowKey key)
        {
            var hash = default(HashCode);
            hash.AddBytes(TextOf(key));
            return hash.ToHashCode();
        }

        private ReadOnlySpan<byte> TextOf(RowKey key) => text[key.Start, key.Bytes];
    }
}

/// <summary>Updated rows that change the same columns.</summary>
/// <param name="Columns">By their place in the layout; the key's are among them.</param>
internal sealed record UpdatedRows(IReadOnlyList<int> Columns, IReadOnlyList<RowImage> Rows);
