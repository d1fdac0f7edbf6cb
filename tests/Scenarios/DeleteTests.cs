using System.Net;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios;

/// <summary>Deleting works in every state and takes everything along but the destination's rows.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class DeleteTests(BrokerStack stack)
{
    [Fact(Timeout = 90_000)]
    public async Task While_it_waits_for_an_open_transaction()
    {
        await using var scenario = await BeginAsync("delete_setting_up");
        await using var open = await scenario.Source.OpenConnectionAsync();
        await open.ExecuteAsync("begin");
        await open.ExecuteAsync("update account set stamp = stamp + 1 where id = 1");
        await scenario.CreateMirrorAsync(Bank.Tables);
        await WaitFor.StateAsync("the mirror waits", TimeSpan.FromSeconds(20), scenario.Mirror.ErrorCodeAsync, code => code == "waiting_for_transactions");
        (await scenario.Mirror.StatusAsync()).ShouldBe("SETTING_UP");

        await scenario.EndAsync();
        await open.ExecuteAsync("rollback");
        await scenario.NothingShouldBeLeftAsync();
    }

    [Fact(Timeout = 90_000)]
    public async Task While_it_copies()
    {
        await using var scenario = await BeginAsync("delete_snapshot");
        await scenario.Source.ExecuteAsync("insert into document (title, body) select 'many', repeat('x', 1000) from generate_series(1, 100000)");
        await scenario.CreateMirrorAsync(Bank.Tables, ("snapshot_num_rows_per_partition", 1000), ("snapshot_max_parallel_workers", 1));
        await WaitFor.TrueAsync("rows are being copied", TimeSpan.FromSeconds(30), async () => await scenario.Mirror.RowsCopiedAsync() > 0);
        await scenario.EndAsync();
    }

    [Fact(Timeout = 90_000)]
    public async Task While_changes_flow()
    {
        await using var scenario = await BeginAsync("delete_running");
        await scenario.StartMirrorAsync(Bank.Tables);
        await using var writers = Writers.Start(scenario.Source, 1);
        await WaitFor.TrueAsync("writers are at work", TimeSpan.FromSeconds(20), () => Task.FromResult(writers.Transactions > 100));
        await scenario.EndAsync();
        (await scenario.Destination.ScalarAsync<long>("select count(*) from account")).ShouldBe(Bank.Accounts, "the destination's data stays");
        (await stack.RabbitMqCtlAsync("-q", "list_queues", "name")).ShouldNotContain("bunnydb.lane.");
    }

    [Fact(Timeout = 90_000)]
    public async Task While_paused()
    {
        await using var scenario = await BeginAsync("delete_paused");
        await scenario.StartMirrorAsync(Bank.Tables);
        await scenario.Mirror.PauseAsync();
        await scenario.EndAsync();
    }

    [Fact(Timeout = 90_000)]
    public async Task After_it_stopped_itself()
    {
        await using var scenario = await BeginAsync("delete_halted");
        await scenario.StartMirrorAsync(Bank.Tables);
        await scenario.Destination.ExecuteAsync("alter table account add constraint nobody check (id < 0) not valid");
        await scenario.Source.ExecuteAsync("update account set stamp = stamp + 1");
        await scenario.Mirror.WaitForFaultAsync(TimeSpan.FromSeconds(20));
        await scenario.EndAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task While_the_destination_is_away_it_is_finished_when_that_is_back()
    {
        await using var scenario = await BeginAsync("delete_away");
        await scenario.StartMirrorAsync(Bank.Tables);
        await stack.Part("destination").StopImmediatelyAsync();
        (await scenario.Api.DeleteAsync($"/v1/mirrors/{scenario.Name}")).ShouldHaveStatus(HttpStatusCode.OK, HttpStatusCode.Accepted);
        (await scenario.Mirror.StatusAsync()).ShouldBe("TERMINATING");
        (await scenario.Source.ScalarAsync<long>("select count(*) from pg_replication_slots where slot_name = $1", scenario.Mirror.SlotName))
            .ShouldBe(0, "the source does not hold WAL for a mirror that is being deleted");

        await stack.Part("destination").StartAsync();
        await scenario.Mirror.WaitUntilGoneAsync(TimeSpan.FromSeconds(40));
        await scenario.NothingShouldBeLeftAsync();
    }

    [Fact(Timeout = 90_000)]
    public async Task A_deleted_mirrors_name_is_free_again()
    {
        await using var scenario = await BeginAsync("delete_again");
        await scenario.StartMirrorAsync(Bank.Tables);
        (await scenario.TryCreateMirrorAsync(Bank.Tables)).ShouldRefuse([HttpStatusCode.Conflict], scenario.Name);
        await scenario.EndAsync();

        await scenario.Destination.ExecuteAsync("drop table account, journal, document");
        await scenario.StartMirrorAsync(Bank.Tables);
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), Bank.Tables);
        await scenario.EndAsync();
    }

    private async Task<Scenario> BeginAsync(string name)
    {
        var scenario = await Scenario.BeginAsync(stack, name);
        await Bank.CreateAsync(scenario.Source);
        return scenario;
    }
}
