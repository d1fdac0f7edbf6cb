using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>A session that ended while nobody used it, as after a restart of its server, is noticed by whoever uses it next. That is a server that was away for a moment.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class EndedSessionsTests(BrokerStack stack)
{
    /// <summary>How many sessions of ours did nothing, and are no more.</summary>
    private const string End =
        "select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and application_name like 'bunnydb %' and state = 'idle'";

    [Fact(Timeout = 180_000)]
    public async Task Sessions_that_ended_between_two_resyncs_are_made_anew_by_the_second()
    {
        await using var scenario = await SwapScene.BeginAsync(stack, "resync_sessions");
        await (await Resync.StartAsync(scenario, "public.account")).SucceededAsync();

        (await scenario.Destination.ScalarAsync<long>(End)).ShouldBeGreaterThan(0);
        await scenario.Source.ScalarAsync<long>(End);
        await (await Resync.StartAsync(scenario, "public.account")).SucceededAsync();

        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.EndAsync();
    }
}
