using System.Net;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>What is asked for at the wrong time or of the wrong table is refused with the reason, and changes nothing.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class RefusalTests(BrokerStack stack)
{
    [Theory(Timeout = 120_000)]
    [InlineData("truncate")]
    [InlineData("swap")]
    public async Task A_dry_run_tells_the_steps_and_takes_none(string strategy)
    {
        await using var scenario = await StartAsync($"dry_run_{strategy}", strategy);
        foreach (var table in (string?[])["public.account", null])
        {
            var plan = (await Resync.TryStartAsync(scenario, table, isDryRun: true)).ShouldHaveStatus(HttpStatusCode.OK).Body;
            plan.GetProperty("refused").GetArrayLength().ShouldBe(0, plan.ToString());
            plan.GetProperty("strategy").GetString().ShouldBe(strategy);
            plan.GetProperty("tables").GetArrayLength().ShouldBe(table is null ? Bank.Tables.Length : 1);
            var steps = plan.GetProperty("steps").EnumerateArray().ToList();
            steps[0].GetProperty("phase").GetString().ShouldBe("SNAPSHOT");
            steps[^1].GetProperty("phase").GetString().ShouldBe("FOREIGN_KEYS");
            steps[0].GetProperty("sql").EnumerateArray().ShouldContain(sql => sql.GetString()!.Contains("account", StringComparison.Ordinal));
        }

        (await Resync.HistoryAsync(scenario)).GetArrayLength().ShouldBe(0);
        (await scenario.Mirror.StatusAsync()).ShouldBe("RUNNING");
        await Leftovers.ShouldBeNoneAsync(scenario);
        await scenario.EndAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Of_names_that_differ_by_their_encoding_the_one_that_was_meant_is_taken()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "resync_encoded");
        TablePair[] tables = ["public.\"a/b\"", "public.\"a%2Fb\"", "public.\"a%252Fb\""];
        foreach (var table in tables)
        {
            await scenario.Source.ExecuteAsync($"create table {table.Source} (id int primary key); insert into {table.Source} values (1)");
        }

        await scenario.StartMirrorAsync(tables);
        foreach (var table in tables)
        {
            var plan = (await Resync.TryStartAsync(scenario, table.Source, isDryRun: true)).ShouldHaveStatus(HttpStatusCode.OK).Body;
            plan.GetProperty("tables").EnumerateArray().Select(named => named.GetString()).ShouldBe([table.Source]);
        }

        await (await Resync.StartAsync(scenario, "public.\"a%2Fb\"")).SucceededAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), tables);
        await scenario.EndAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Of_two_requests_at_once_one_is_carried_out_and_one_is_told_so()
    {
        await using var scenario = await StartAsync("resync_twice", "truncate");
        var replies = await Task.WhenAll(Resync.TryStartAsync(scenario, "public.account"), Resync.TryStartAsync(scenario, "public.document"));
        replies.Select(reply => reply.Status).Order().ShouldBe([HttpStatusCode.Accepted, HttpStatusCode.Conflict]);
        replies.Single(reply => reply.Status == HttpStatusCode.Conflict).ShouldRefuse([HttpStatusCode.Conflict]).Code.ShouldBe("resync_running");

        await (await Resync.NewestAsync(scenario)).SucceededAsync();
        (await Resync.HistoryAsync(scenario)).GetArrayLength().ShouldBe(1);
        await scenario.EndAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_a_resync_and_a_pause_at_once_one_is_carried_out_and_the_other_leaves_no_trace()
    {
        await using var scenario = await StartAsync("resync_or_pause", "swap");
        var resyncs = 0;
        for (var round = 0; round < 8; round++)
        {
            var resync = Resync.TryStartAsync(scenario, "public.account");
            await Task.Delay(TimeSpan.FromMilliseconds(round * 10));
            var pause = await scenario.Mirror.TryPauseAsync();
            if ((await resync).Status == HttpStatusCode.Accepted)
            {
                pause.ShouldRefuse([HttpStatusCode.Conflict]).Code.ShouldBe("resync_running");
                await (await Resync.NewestAsync(scenario)).SucceededAsync();
                resyncs++;
            }
            else
            {
                (await resync).ShouldRefuse([HttpStatusCode.Conflict]);
                pause.ShouldHaveStatus(HttpStatusCode.OK, HttpStatusCode.Accepted);
                await scenario.Mirror.WaitForAsync("PAUSED");
                await scenario.Mirror.ResumeAsync();
                await scenario.Mirror.WaitForAsync("RUNNING");
            }

            (await Resync.HistoryAsync(scenario)).GetArrayLength().ShouldBe(resyncs);
        }

        await scenario.EndAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task While_paused_for_an_unknown_table_and_when_none_runs()
    {
        await using var scenario = await StartAsync("resync_refused", "truncate");
        (await Resync.TryStartAsync(scenario, "public.nobody")).ShouldRefuse([HttpStatusCode.NotFound], "public.nobody").Code.ShouldBe("table_not_mapped");
        (await scenario.Api.PostAsync($"/v1/mirrors/{scenario.Name}/resync/cancel")).ShouldRefuse([HttpStatusCode.Conflict]).Code.ShouldBe("no_resync");
        (await scenario.Api.PostAsync($"/v1/mirrors/{scenario.Name}/resync/cutover")).ShouldRefuse([HttpStatusCode.Conflict]).Code.ShouldBe("no_resync");

        await scenario.Mirror.PauseAsync();
        (await Resync.TryStartAsync(scenario, "public.account")).ShouldRefuse([HttpStatusCode.Conflict], "PAUSED", "resume");
        (await Resync.TryStartAsync(scenario, null)).ShouldRefuse([HttpStatusCode.Conflict], "PAUSED", "resume");
        (await Resync.HistoryAsync(scenario)).GetArrayLength().ShouldBe(0);

        await scenario.Mirror.ResumeAsync();
        await scenario.Mirror.WaitForAsync("RUNNING");
        await (await Resync.StartAsync(scenario, "\"public\".\"account\"")).SucceededAsync();
        await scenario.EndAsync();
    }

    private async Task<Scenario> StartAsync(string name, string strategy)
    {
        var scenario = await Scenario.BeginAsync(stack, name);
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables, ("resync_strategy", strategy));
        return scenario;
    }
}
