namespace BunnyDb.Demo;

/// <summary>
/// What a table holds, whatever the order of its rows: their number, and the sums of two independent 64-bit hashes of each row's text.
/// Sums count a doubled row twice, which an exclusive or would not.
/// </summary>
internal sealed record Content(long Rows, string FirstSum, string SecondSum)
{
    internal static async Task<Content> OfAsync(Database database, string table, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            select count(*),
                   coalesce(sum(hashtextextended(t::text, 1)::numeric), 0)::text,
                   coalesce(sum(hashtextextended(t::text, 2)::numeric), 0)::text
            from {table} t
            """;
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new Content(reader.GetInt64(0), reader.GetString(1), reader.GetString(2));
    }
}
