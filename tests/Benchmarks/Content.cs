namespace BunnyDb.Benchmarks;

/// <summary>
/// What a table holds, whatever the order of its rows: their number, and the sums of two independent 64-bit hashes of each row's text.
/// Sums count a doubled row twice, which an exclusive or would not.
/// </summary>
internal static class Content
{
    internal static Task<string> OfAsync(Database database, string table, CancellationToken ct) => database.ScalarAsync<string>(
        $"""
        select format('%s rows, sums %s %s', count(*),
                      coalesce(sum(hashtextextended(t::text, 1)::numeric), 0),
                      coalesce(sum(hashtextextended(t::text, 2)::numeric), 0))
        from {table} t
        """,
        ct);

    /// <exception cref="InvalidOperationException">A table differs: then its time counts for nothing.</exception>
    internal static async Task CompareAsync(Database source, Database destination, IEnumerable<string> tables, CancellationToken ct)
    {
        foreach (var table in tables)
        {
            var (here, there) = (await OfAsync(source, table, ct), await OfAsync(destination, table, ct));
            if (here != there)
            {
                throw new InvalidOperationException($"{table} differs in {destination.Name}: {there} instead of {here}.");
            }
        }
    }
}
