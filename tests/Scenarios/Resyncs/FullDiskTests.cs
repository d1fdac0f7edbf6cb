using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>A destination that has room for its tables, and none for one of them a second time.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class FullDiskTests(BrokerStack stack)
{
    [Fact(Timeout = 180_000)]
    public async Task A_shadow_that_does_not_fit_on_the_disk_is_taken_away_and_changes_go_on()
    {
        await using var scenario = await SwapScene.BeginWithManyDocumentsAsync(stack, "swap_disk_full");

        // An accident has left little of the live table: it goes on growing where the whole one does not fit.
        await scenario.Destination.ExecuteAsync("delete from document where id > 1000");
        await scenario.Destination.ExecuteAsync("vacuum full document");
        var live = await scenario.OidAsync("document");
        await using var disk = await FullDisk.FillAsync(stack.Part("destination"), scenario.Destination);

        var error = await (await Resync.StartAsync(scenario, "public.document")).FailedAsync("disk_full");
        error.GetProperty("remedy").GetString()!.ShouldContain("disk space");
        await SwapScene.ShouldBeIntactAsync(scenario, live);
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), "public.account", "public.journal");

        await disk.ClearAsync();
        await SwapScene.EndIntactAsync(scenario, live);
    }
}
