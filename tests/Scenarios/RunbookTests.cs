using System.Net;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios;

/// <summary>A script that can publish plain JSON can run a mirror; what it gets wrong is kept with the reason and stops nothing.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class RunbookTests(BrokerStack stack)
{
    [Fact(Timeout = 120_000)]
    public async Task A_mirror_is_paused_and_resumed_by_plain_messages_in_their_order()
    {
        await using var scenario = await StartAsync("runbook_pause");

        await RunbookDesk.PublishAsync(stack, "pause-mirror", """{"mirror":"runbook_pause"}""");
        await scenario.Mirror.WaitForAsync("PAUSED");
        await scenario.Source.ExecuteAsync("insert into t values (2)");

        await RunbookDesk.PublishAsync(stack, "resume-mirror", """{"mirror":"runbook_pause","ticket":4711}""");
        await RunbookDesk.PublishAsync(stack, "sync-schema", """{"mirror":"runbook_pause"}""");
        await RunbookDesk.PublishAsync(stack, "retry-mirror", """{"mirror":"runbook_pause"}""");
        await RunbookDesk.PublishAsync(stack, "pause-mirror", """{"mirror":"runbook_pause"}""");
        await WaitForLogAsync(scenario, "A pause was asked for by runbook.", 2);
        await scenario.Mirror.WaitForAsync("PAUSED");
        await RunbookDesk.PublishAsync(stack, "resume-mirror", """{"mirror":"runbook_pause"}""");
        await scenario.Mirror.WaitForAsync("RUNNING");

        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), "public.t");
        await scenario.EndAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_damaged_table_and_then_a_damaged_mirror_are_copied_anew()
    {
        await using var scenario = await StartAsync("runbook_resync");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), "public.t");

        await scenario.Destination.ExecuteAsync("delete from t");
        await RunbookDesk.PublishAsync(stack, "resync-table", """{"mirror":"runbook_resync","table":"public.t"}""");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), "public.t");
        await scenario.Mirror.WaitForAsync("RUNNING");

        await scenario.Destination.ExecuteAsync("delete from t");
        await RunbookDesk.PublishAsync(stack, "resync-mirror", """{"mirror":"runbook_resync"}""");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), "public.t");
        await scenario.Mirror.WaitForAsync("RUNNING");
        await scenario.EndAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_refused_is_kept_with_the_reason_and_the_next_command_works()
    {
        await using var scenario = await StartAsync("runbook_refused");
        await RunbookDesk.ClearAsync(stack);

        foreach (var (command, body, code) in ((string, string, string)[])
            [
                ("pause-mirror", "pause it, please", "malformed_command"),
                ("pause-mirror", """{"mirror":""", "malformed_command"),
                ("pause-mirror", """{"name":"runbook_refused"}""", "malformed_command"),
                ("pause-mirror", """{"mirror":"runbook_nobody"}""", "mirror_not_found"),
                ("delete-mirror", """{"mirror":"runbook_refused"}""", "unknown_command"),
                ("resync-table", """{"mirror":"runbook_refused"}""", "malformed_command"),
                ("resync-table", """{"mirror":"runbook_refused","table":"public.nothing"}""", "table_not_mapped"),
                ("cancel-resync", """{"mirror":"runbook_refused"}""", "no_resync"),
                ("swap-tables", """{"mirror":"runbook_refused"}""", "no_resync"),
                ("cutover-resync", """{"mirror":"runbook_refused"}""", "no_resync"),
                ("sync-schema", """{"mirror":"runbook_refused","dry_run":true}""", "dry_run_unanswered"),
            ])
        {
            await RunbookDesk.PublishAsync(stack, command, body);
            var rejected = await RunbookDesk.NextRejectedAsync(stack);
            (rejected.RoutingKey, rejected.Body, rejected.Headers["code"]).ShouldBe((command, body, code));
            rejected.Headers["reason"].ShouldNotBeEmpty();
            rejected.Headers["remedy"].ShouldNotBeEmpty();
        }

        await WaitForLogAsync(scenario, "A runbook's command was rejected: The routing key is no command.", 1);
        await WaitForLogAsync(scenario, "A runbook's command was rejected: A dry run answers", 1);

        await RunbookDesk.PublishAsync(stack, "pause-mirror", """{"mirror":"runbook_refused"}""");
        await scenario.Mirror.WaitForAsync("PAUSED");
        await scenario.EndAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task After_the_broker_was_emptied_commands_are_heard_again()
    {
        await using var scenario = await StartAsync("runbook_emptied");
        await RunbookDesk.PublishAsync(stack, "pause-mirror", """{"mirror":"runbook_emptied"}""");
        await scenario.Mirror.WaitForAsync("PAUSED");

        await stack.RabbitMqCtlAsync("stop_app");
        await stack.RabbitMqCtlAsync("reset");
        await stack.RabbitMqCtlAsync("start_app");

        await RunbookDesk.PublishAsync(stack, "resume-mirror", """{"mirror":"runbook_emptied"}""");
        await scenario.Mirror.WaitForAsync("RUNNING");
        await RunbookDesk.PublishAsync(stack, "pause-mirror", "{");
        (await RunbookDesk.NextRejectedAsync(stack)).Headers["code"].ShouldBe("malformed_command");
        await scenario.EndAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_command_that_comes_while_the_catalog_is_away_is_carried_out_when_it_is_back()
    {
        await using var scenario = await StartAsync("runbook_catalog");
        var waitedBefore = await WaitsAsync();
        await stack.Part("catalog").StopImmediatelyAsync();

        await RunbookDesk.PublishAsync(stack, "pause-mirror", """{"mirror":"runbook_catalog"}""");
        await WaitFor.StateAsync("the control plane waits with it", TimeSpan.FromSeconds(30), WaitsAsync, waits => waits > waitedBefore);
        await stack.Part("catalog").StartAsync();

        await scenario.Mirror.WaitForAsync("PAUSED");
        await scenario.EndAsync();
    }

    private async Task<Scenario> StartAsync(string name)
    {
        var scenario = await Scenario.BeginAsync(stack, name);
        await scenario.Source.ExecuteAsync("create table t (id int primary key); insert into t values (1)");
        await scenario.StartMirrorAsync(["public.t"]);
        return scenario;
    }

    /// <summary>How often the control plane has said that a command waits.</summary>
    private async Task<int> WaitsAsync() =>
        (await File.ReadAllLinesAsync(stack.Part("control-plane").LogFile)).Count(line => line.Contains("command is tried again in", StringComparison.Ordinal));

    private static Task WaitForLogAsync(Scenario scenario, string message, int times) => WaitFor.TrueAsync(
        $"the log says {times} times: {message}", TimeSpan.FromSeconds(60),
        async () => (await scenario.Api.GetAsync($"/v1/mirrors/{scenario.Name}/logs?search={Uri.EscapeDataString(message)}"))
            .ShouldHaveStatus(HttpStatusCode.OK).Body.GetProperty("total").GetInt32() == times);
}
