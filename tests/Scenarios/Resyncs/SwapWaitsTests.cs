using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Figures;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Resyncs.Readers;
using BunnyDb.Scenarios.Stacks;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>A swap waits for whoever uses the table, or for the operator; nobody waits with it, and it can be called off.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class SwapWaitsTests(BrokerStack stack, ITestOutputHelper output)
{
    /// <summary>How long the session holds the table at least; without a full run, for two more tries.</summary>
    private static readonly TimeSpan Held = FullRun.IsAsked ? TimeSpan.FromMinutes(10) : TimeSpan.Zero;

    [Fact(Timeout = 900_000)]
    public async Task A_session_that_holds_the_table_delays_the_swap_and_nobody_else()
    {
        await using var scenario = await SwapScene.BeginAsync(stack, "swap_held", ("swap_max_attempts", 1000));
        var (balance, _) = await Bank.SumsAsync(scenario.Source);
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));
        await using var readers = await SwapReaders.StartAsync(scenario.Destination, balance);
        var deadlocks = await scenario.DeadlocksAsync();

        // One session's snapshot is older than the fresh rows. Another one comes while that is waited for, and holds the table when its turn has come.
        await using var older = await scenario.Destination.OpenConnectionAsync();
        await older.ExecuteAsync("begin isolation level repeatable read; select 1");
        var resync = await Resync.StartAsync(scenario, "public.account");
        await resync.WaitForPhaseAsync("SWAP", waiting => IsBlockedBy(waiting, older.ProcessID));
        await using var holder = await scenario.Destination.OpenConnectionAsync();
        await holder.ExecuteAsync("begin; select count(*) from account");
        await older.ExecuteAsync("commit");
        var seen = await resync.WaitForPhaseAsync("SWAP", waiting => Attempts(waiting) >= 1 && IsBlockedBy(waiting, holder.ProcessID));
        (await scenario.Mirror.GetAsync()).GetProperty("resync").GetProperty("phase").GetString().ShouldBe("SWAP");
        readers.TakeLongest();
        var held = Stopwatch.StartNew();
        var last = await resync.WaitForPhaseAsync("SWAP", waiting => held.Elapsed >= Held && Attempts(waiting) >= Attempts(seen) + 2 && IsBlockedBy(waiting, holder.ProcessID), Held + Mirror.Patience);
        var (longest, kind) = readers.TakeLongest();
        Figure.Print(output, string.Create(
            CultureInfo.InvariantCulture,
            $"while a session holds the table for {held.Elapsed.TotalSeconds:0} s: longest read {longest.TotalMilliseconds:0} ms ({kind}) over {Attempts(last) - Attempts(seen)} tries"));
        longest.ShouldBeLessThan(TimeSpan.FromSeconds(1));

        await holder.ExecuteAsync("commit");
        await resync.SucceededAsync(TimeSpan.FromMinutes(2));
        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await readers.StopAsync(output);
        (await scenario.DeadlocksAsync()).ShouldBe(deadlocks);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.EndAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task With_a_manual_cutover_it_waits_for_the_operator_or_swaps_at_once_when_asked_early()
    {
        await using var scenario = await SwapScene.BeginAsync(stack, "swap_manual", ("cutover", "manual"));
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));
        var before = await scenario.OidAsync("account");

        var resync = await Resync.StartAsync(scenario, "public.account");
        await resync.WaitForPhaseAsync("SWAP");
        var soFar = writers.Transactions;
        await Waiting.WaitFor.TrueAsync("the writers go on while it waits", Mirror.Patience, () => Task.FromResult(writers.Transactions > soFar + 200));
        (await resync.GetAsync()).GetProperty("phase").GetString().ShouldBe("SWAP");
        (await scenario.OidAsync("account")).ShouldBe(before, "nobody has asked for the cutover");
        (await resync.TryCutoverAsync()).ShouldHaveStatus(HttpStatusCode.Accepted);
        await resync.SucceededAsync();
        var swapped = await scenario.OidAsync("account");
        swapped.ShouldNotBe(before);

        var early = await Resync.StartAsync(scenario, null);
        (await early.TryCutoverAsync()).ShouldHaveStatus(HttpStatusCode.Accepted);
        await early.SucceededAsync();
        (await scenario.OidAsync("account")).ShouldNotBe(swapped);
        await EndEqualAsync(scenario, writers);
    }

    [Fact(Timeout = 180_000)]
    public async Task Called_off_in_the_copy_or_while_it_waits_it_leaves_the_live_table_and_nothing_else()
    {
        await using var scenario = await SwapScene.BeginWithManyDocumentsAsync(stack, "swap_cancelled", [("cutover", "manual"), .. SwapScene.SlowCopy]);
        await using var writers = Writers.Start(scenario.Source, Seed.Draw(output));
        var before = await scenario.OidAsync("document");

        await CancelAsync(scenario, await SwapScene.CopyDocumentsAsync(scenario), before);
        var waiting = await Resync.StartAsync(scenario, "public.document");
        await waiting.WaitForPhaseAsync("SWAP");
        await CancelAsync(scenario, waiting, before);

        var again = await Resync.StartAsync(scenario, "public.document");
        (await again.TryCutoverAsync()).ShouldHaveStatus(HttpStatusCode.Accepted);
        await again.SucceededAsync();
        (await scenario.OidAsync("document")).ShouldNotBe(before);
        await EndEqualAsync(scenario, writers);
    }

    private static async Task CancelAsync(Scenario scenario, Resync resync, uint live)
    {
        (await resync.TryCancelAsync()).ShouldHaveStatus(HttpStatusCode.Accepted);
        var ended = await resync.EndedAsync();
        ended.GetProperty("result").GetString().ShouldBe("CANCELLED");
        (await scenario.OidAsync("document")).ShouldBe(live);
        await Leftovers.ShouldBeNoneAsync(scenario);
        var mirror = await scenario.CaughtUpAsync(Mirror.Patience);
        mirror.GetProperty("status").GetString().ShouldBe("RUNNING", mirror.ToString());
    }

    private static async Task EndEqualAsync(Scenario scenario, Writers writers)
    {
        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.EndAsync();
    }

    private static int Attempts(JsonElement resync) => resync.GetProperty("attempts").GetInt32();

    private static bool IsBlockedBy(JsonElement resync, int pid) => resync.GetProperty("blockers").EnumerateArray().Any(blocker => blocker.GetProperty("pid").GetInt32() == pid);
}
