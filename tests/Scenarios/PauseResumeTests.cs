using System.Net;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios;

/// <summary>A pause is a fence: after it nothing is written, and a resume goes on exactly where the pause fell.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class PauseResumeTests(BrokerStack stack, ITestOutputHelper output)
{
    private const int LargeTransactionRows = 500_000;

    private static int RandomPauses => FullRun.IsAsked ? 50 : 15;

    [Fact(Timeout = 300_000)]
    public async Task A_pause_in_the_middle_of_a_large_transaction_shows_nobody_half_of_it()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "pause_large");
        await scenario.Source.ExecuteAsync(
            $"""
            create table account (id int primary key, balance bigint not null, stamp bigint not null default 0, note text);
            insert into account select n, 1000 from generate_series(1, {LargeTransactionRows}) n
            """);
        await scenario.StartMirrorAsync(["public.account"]);
        await using var reader = BankReader.Start(scenario, 1000m * LargeTransactionRows, TimeSpan.FromMilliseconds(250));

        await scenario.Source.ExecuteAsync(
            $"update account set balance = balance + case when id <= {LargeTransactionRows / 2} then 1 else -1 end, stamp = stamp + 1");
        await WaitFor.TrueAsync("the destination is in the middle of it", TimeSpan.FromSeconds(60), () => IsApplyingAsync(scenario));
        await scenario.Mirror.PauseAsync();

        (await IsSlotActiveAsync(scenario)).ShouldBeFalse("the slot of a paused mirror is inactive");
        (await Bank.SumsAsync(scenario.Destination)).Stamp.ShouldBe(0, "the transaction was interrupted as a whole");
        await scenario.Source.ExecuteAsync("insert into account values (0, 0, 1, 'while paused')");
        var reads = reader.Reads;
        await WaitFor.TrueAsync("readers look at the paused mirror", TimeSpan.FromSeconds(20), () => Task.FromResult(reader.Reads > reads + 8));
        (await Bank.SumsAsync(scenario.Destination)).Stamp.ShouldBe(0, "nothing is written while PAUSED");
        (await IsSlotActiveAsync(scenario)).ShouldBeFalse();

        await scenario.Mirror.ResumeAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(150), "public.account");
        await reader.StopAsync();
        await scenario.EndAsync();
    }

    /// <summary>Whoever comes first: the other hears of it at once, and does not wait for what will not come.</summary>
    [Fact(Timeout = 180_000)]
    public async Task Pauses_and_resumes_at_the_same_time_are_all_answered_as_it_is()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "pause_beside");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables);
        for (var round = 0; round < 12; round++)
        {
            var replies = await Task.WhenAll(
                scenario.Mirror.TryPauseAsync(), scenario.Mirror.TryResumeAsync(), scenario.Mirror.TryPauseAsync(), scenario.Mirror.TryResumeAsync());
            foreach (var reply in replies.Where(reply => reply.Status != HttpStatusCode.OK))
            {
                (reply.Status, reply.Code).ShouldBeOneOf((HttpStatusCode.Conflict, "resumed"), (HttpStatusCode.Conflict, "still_pausing"));
            }
        }

        await scenario.Mirror.PauseAsync();
        await scenario.Source.ExecuteAsync("update account set stamp = stamp + 1 where id = 1");
        await scenario.Mirror.ResumeAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await scenario.EndAsync();
    }

    [Fact(Timeout = 300_000)]
    public async Task Random_pauses_under_load_lose_and_double_nothing()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "pause_random");
        await Bank.CreateAsync(scenario.Source);
        var (balance, _) = await Bank.SumsAsync(scenario.Source);
        var seed = Seed.Draw(output);
        var random = new Random(seed);
        await using var writers = Writers.Start(scenario.Source, seed);
        await scenario.StartMirrorAsync(Bank.Tables);
        await using var reader = BankReader.Start(scenario, balance);

        for (var round = 0; round < RandomPauses; round++)
        {
            await random.RandomMomentAsync(TimeSpan.FromMilliseconds(500));
            await scenario.Mirror.PauseAsync();
            (await IsSlotActiveAsync(scenario)).ShouldBeFalse($"round {round}");
            await random.RandomMomentAsync(TimeSpan.FromMilliseconds(200));
            await scenario.Mirror.ResumeAsync();
            if (random.Next(3) > 0)
            {
                await scenario.Mirror.WaitForAsync("RUNNING");
            }
        }

        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await reader.StopAsync();
        await scenario.EndAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Pausing_twice_and_resuming_twice_is_fine()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "pause_twice");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables);

        await scenario.Mirror.PauseAsync();
        await scenario.Mirror.PauseAsync();
        await scenario.Source.ExecuteAsync("update account set stamp = stamp + 1 where id < 10");
        await scenario.Mirror.ResumeAsync();
        await scenario.Mirror.WaitForAsync("RUNNING");
        await scenario.Mirror.ResumeAsync();

        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), Bank.Tables);
        await scenario.EndAsync();
    }

    [Fact(Timeout = 90_000)]
    public async Task An_applier_that_slept_through_a_pause_writes_nothing_when_it_wakes()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "pause_zombie");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables);
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(20), Bank.Tables);

        await stack.Part("applier").FreezeAsync();
        await scenario.Source.ExecuteAsync("update account set stamp = stamp + 1");
        (await scenario.Mirror.TryPauseAsync()).ShouldHaveStatus(System.Net.HttpStatusCode.OK, System.Net.HttpStatusCode.Accepted);
        await scenario.Mirror.WaitForAsync("PAUSED");
        await stack.Part("applier").ThawAsync();
        await using var reader = BankReader.Start(scenario, 1000m * Bank.Accounts);
        await WaitFor.TrueAsync("readers look at the paused mirror", TimeSpan.FromSeconds(20), () => Task.FromResult(reader.Reads > 50));
        (await Bank.SumsAsync(scenario.Destination)).Stamp.ShouldBe(0, "nothing is written while PAUSED");

        await scenario.Mirror.ResumeAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), Bank.Tables);
        await reader.StopAsync();
        await scenario.EndAsync();
    }

    /// <summary>A transaction of the mirror has been writing to the destination for a while.</summary>
    private static Task<bool> IsApplyingAsync(Scenario scenario) => scenario.Destination.ScalarAsync<bool>(
        """
        select exists (
          select from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and backend_xid is not null and xact_start < clock_timestamp() - interval '0.4 seconds')
        """);

    private static Task<bool> IsSlotActiveAsync(Scenario scenario) =>
        scenario.Source.ScalarAsync<bool>("select active from pg_replication_slots where slot_name = $1", scenario.Mirror.SlotName);
}
