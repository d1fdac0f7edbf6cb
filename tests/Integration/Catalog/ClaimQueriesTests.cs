using BunnyDb.Catalog;
using BunnyDb.Catalog.Claims;
using BunnyDb.Integration.Fixture;

namespace BunnyDb.Integration.Catalog;

/// <summary>A claim is seen from outside for as long as the process lives that has it.</summary>
[Collection(RealServers.Name)]
public sealed class ClaimQueriesTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_claim_is_seen_until_it_is_let_go_or_its_process_ends()
    {
        await using var catalog = await CatalogAsync("claims_seen");
        await using var elsewhere = await CatalogAsync("claims_elsewhere");
        var living = new ClaimQueries(catalog);

        // Enough of them that some hash to numbers of either sign.
        var works = Enumerable.Range(0, 64).Select(number => $"work {number}").ToList();
        await using var process = new ClaimSession(catalog);
        await using var stranger = new ClaimSession(elsewhere);
        foreach (var work in works)
        {
            (await process.TryClaimAsync(work, default)).ShouldBeTrue();
            (await stranger.TryClaimAsync($"{work} of another catalog", default)).ShouldBeTrue();
        }

        (await living.UnclaimedAsync([.. works, "work of nobody", "work 0 of another catalog"], default)).ShouldBe(["work of nobody", "work 0 of another catalog"], ignoreOrder: true);
        await process.ReleaseAsync("work 7", default);
        (await living.UnclaimedAsync(works, default)).ShouldBe(["work 7"]);
        await process.DisposeAsync();
        await UntilAsync(async () => (await living.UnclaimedAsync(works, default)).Count == works.Count);
    }

    [Fact]
    public async Task A_worker_is_seen_while_it_lives()
    {
        await using var catalog = await CatalogAsync("claims_worker");
        var living = new ClaimQueries(catalog);
        (await living.HasWorkerAsync(default)).ShouldBeFalse();
        await using var elsewhere = await CatalogAsync("claims_worker_elsewhere");
        await using var stranger = new ClaimSession(elsewhere);
        await stranger.KeepWorkerAliveAsync(default);
        (await living.HasWorkerAsync(default)).ShouldBeFalse("it works for another catalog of the same server");
        await using var process = new ClaimSession(catalog);
        await process.KeepWorkerAliveAsync(default);
        (await living.HasWorkerAsync(default)).ShouldBeTrue();
    }

    /// <summary>A session's locks go a moment after its end.</summary>
    private static async Task UntilAsync(Func<Task<bool>> isOver)
    {
        var until = DateTime.UtcNow + TimeSpan.FromSeconds(10);
        while (!await isOver())
        {
            DateTime.UtcNow.ShouldBeLessThan(until, "the claims of a process that has ended are still seen");
            await Task.Delay(20);
        }
    }

    private async Task<CatalogDatabase> CatalogAsync(string name) => new(await postgres.CreateCatalogAsync(name));
}
