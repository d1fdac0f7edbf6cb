using System.Net;
using BunnyDb.Scenarios.Api;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Npgsql;

namespace BunnyDb.Scenarios;

/// <summary>The broker goes in the very moment in which a command is carried out: what follows from the command cannot be told anybody. It is found all the same, and the next commands are heard.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class BrokerInACommandTests(BrokerStack stack)
{
    /// <summary>What a state machine locks first, for as long as it handles a message.</summary>
    private const string Hold = "select pg_advisory_xact_lock(hashtextextended('MirrorSaga' || id, 2)) from bunnydb_catalog.mirror where name = 'broker_in_command'";

    private const string IsAtWork = "select exists (select from pg_stat_activity where wait_event = 'advisory' and pg_backend_pid() = any(pg_blocking_pids(pid)))";

    [Fact(Timeout = 180_000)]
    public async Task A_broker_that_dies_while_a_command_is_carried_out_comes_back_to_a_mirror_that_obeys()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "broker_in_command");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables);

        await using var catalog = NpgsqlDataSource.Create(stack.Environment.Catalog);
        await using var holder = await catalog.OpenConnectionAsync();
        Task<Reply> pausing;
        await using (var holding = await holder.BeginTransactionAsync())
        {
            await ScalarAsync(holder, Hold);
            pausing = scenario.Mirror.TryPauseAsync();
            await WaitFor.TrueAsync("the state machine has the command", Mirror.Patience, async () => (bool)(await ScalarAsync(holder, IsAtWork))!);
            await stack.Part("rabbitmq").FreezeAsync();
            await holding.CommitAsync();
        }

        // The command is carried out; its message cannot be acknowledged, and nobody can be told.
        await WaitFor.TrueAsync("the mirror pauses", Mirror.Patience, async () => await scenario.Mirror.StatusAsync() != "RUNNING");
        await stack.Part("rabbitmq").KillAsync();
        await stack.Part("rabbitmq").StartAsync();

        await scenario.Mirror.WaitForAsync("PAUSED");
        (await pausing).ShouldHaveStatus(HttpStatusCode.OK, HttpStatusCode.Accepted);
        await scenario.Mirror.ResumeAsync();
        await scenario.Mirror.WaitForAsync("RUNNING");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Bank.Tables);
        await scenario.EndAsync();
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
