namespace BunnyDb.Benchmarks;

/// <summary>
/// What tables hold, whatever the order of their rows: their number, and the sums of two independent 64-bit hashes of each row's text.
/// Sums count a doubled row twice, which an exclusive or would not.
/// </summary>
internal sealed record Content(IReadOnlyDictionary<string, string> Tables)
{
    internal static async Task<Content> OfAsync(Database database, IEnumerable<string> tables, CancellationToken ct)
    {
        var contents = new Dictionary<string, string>();
        foreach (var table in tables)
        {
            contents[table] = await OfAsync(database, table, ct);
        }

        return new Content(contents);
    }

    /// <exception cref="InvalidOperationException">A table differs: then its time counts for nothing.</exception>
    internal async Task RequireInAsync(Database destination, CancellationToken ct)
    {
        foreach (var (table, content) in Tables)
        {
            var there = await OfAsync(destination, table, ct);
            if (content != there)
            {
                throw new InvalidOperationException($"{table} differs in {destination.Name}: {there} instead of {content}.");
            }
        }
    }

    private static Task<string> OfAsync(Database database, string table, CancellationToken ct) => database.ScalarAsync<string>(
        $"""
        select format('%s rows, sums %s %s', count(*),
                      coalesce(sum(hashtextextended(t::text, 1)::numeric), 0),
                      coalesce(sum(hashtextextended(t::text, 2)::numeric), 0))
        from {table} t
        """,
        ct);
}
