namespace BunnyDb.Postgres.Swaps.Carrying;

/// <summary>Grouping that keeps the order: only neighbours come together.</summary>
internal static class Adjacent
{
    internal static IEnumerable<(TKey Key, IReadOnlyList<T> Items)> GroupAdjacent<T, TKey>(this IEnumerable<T> items, Func<T, TKey> keyOf)
    {
        var run = new List<T>();
        foreach (var item in items)
        {
            if (run.Count > 0 && !EqualityComparer<TKey>.Default.Equals(keyOf(run[0]), keyOf(item)))
            {
                yield return (keyOf(run[0]), run);
                run = [];
            }

            run.Add(item);
        }

        if (run.Count > 0)
        {
            yield return (keyOf(run[0]), run);
        }
    }
}
