using Dapper;

namespace BunnyDb.Catalog.Claims;

/// <summary>Which processes live, as their <see cref="ClaimSession"/>s show it.</summary>
public sealed class ClaimQueries(CatalogDatabase catalog)
{
    /// <summary>Those of <paramref name="works"/> that no process has claimed.</summary>
    public async Task<IReadOnlySet<string>> UnclaimedAsync(IReadOnlyCollection<string> works, CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);

        // The view shows the two halves of a lock's 64 bits as unsigned numbers; objsubid tells a lock made of one number.
        var unclaimed = await connection.QueryAsync<string>(new CommandDefinition(
            $"""
            select work from unnest(@works) work
            where hashtextextended(work, 0) not in (select (classid::bigint << 32) | objid::bigint from {ClaimSession.HeldHere} and objsubid = 1)
            """, new { works = works.ToArray() }, cancellationToken: ct));
        return unclaimed.ToHashSet();
    }

    /// <summary>A snapshot worker lives.</summary>
    public async Task<bool> HasWorkerAsync(CancellationToken ct)
    {
        await using var connection = await catalog.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition($"select {ClaimSession.LivingWorkers} > 0", cancellationToken: ct));
    }
}
