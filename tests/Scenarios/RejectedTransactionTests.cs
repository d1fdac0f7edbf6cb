using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios;

/// <summary>Halt, never skip: what the destination rejects stops the mirror exactly there.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class RejectedTransactionTests(BrokerStack stack)
{
    [Fact(Timeout = 120_000)]
    public async Task A_check_added_by_hand_stops_the_mirror_at_the_transaction_that_breaks_it()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "rejected");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables);
        await scenario.Destination.ExecuteAsync("alter table account add constraint not_that_rich check (balance < 1000000)");

        await scenario.Source.ExecuteAsync("update account set note = 'before it' where id = 1");
        var before = await LsnAsync(scenario);
        await scenario.Source.ExecuteAsync("update account set note = 'with it' where id = 2; update account set balance = 7654321 where id = 3");
        var after = await LsnAsync(scenario);
        await scenario.Source.ExecuteAsync("update account set note = 'after it' where id = 4");

        var error = await scenario.Mirror.WaitForFaultAsync(TimeSpan.FromSeconds(10));
        (await scenario.Mirror.StatusAsync()).ShouldBe("PAUSED");
        error.GetProperty("code").GetString().ShouldBe("constraint_violation");
        error.GetProperty("table").GetString().ShouldBe("public.account");
        error.GetProperty("message").GetString()!.ShouldContain("not_that_rich");
        error.GetProperty("remedy").GetString().ShouldNotBeNullOrEmpty();
        error.GetProperty("sqlstate").GetString().ShouldBe("23514");
        error.ToString().ShouldNotContain("7654321", customMessage: "row values stay in the databases");
        var lsn = error.GetProperty("lsn").GetString();
        (await scenario.Source.ScalarAsync<bool>($"select '{lsn}'::pg_lsn between '{before}'::pg_lsn and '{after}'::pg_lsn"))
            .ShouldBeTrue($"{lsn} should be the commit between {before} and {after}");
        (await NotesAsync(scenario)).ShouldBe(["before it", "account 2", "account 3", "account 4"], "everything before the transaction, nothing of it, nothing after it");

        // Without mending the cause a resume comes to the same end.
        await scenario.Mirror.ResumeAsync();
        await WaitFor.TrueAsync(
            "the mirror has stopped itself again", TimeSpan.FromSeconds(20),
            async () => await scenario.Mirror.StatusAsync() == "PAUSED" && await scenario.Mirror.ErrorCodeAsync() == "constraint_violation");
        (await NotesAsync(scenario)).ShouldBe(["before it", "account 2", "account 3", "account 4"]);

        await scenario.Destination.ExecuteAsync("alter table account drop constraint not_that_rich");
        await scenario.Mirror.ResumeAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), Bank.Tables);
        (await scenario.Mirror.WaitForAsync("RUNNING")).GetProperty("error").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        await scenario.EndAsync();
    }

    private static Task<string> LsnAsync(Scenario scenario) => scenario.Source.ScalarAsync<string>("select pg_current_wal_lsn()::text");

    private static Task<IReadOnlyList<string>> NotesAsync(Scenario scenario) =>
        scenario.Destination.ColumnAsync("select note from account where id <= 4 order by id");
}
