using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios;

/// <summary>What counts are the transactions, not their rows.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class ManyTransactionsTests(BrokerStack stack)
{
    /// <summary>Ours, not the time that the source needs to make them.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact(Timeout = 240_000)]
    public async Task A_hundred_thousand_tiny_and_as_many_empty_transactions_arrive_soon_after_they_were_made()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "many_transactions");
        await scenario.Source.ExecuteAsync("create table entry (id int primary key, n int); create table unmapped (n int)");
        await scenario.StartMirrorAsync(["public.entry"]);
        await CommitEachAsync(scenario, "insert into entry values (i, i)");
        await CommitEachAsync(scenario, "insert into unmapped values (i)");
        await scenario.Source.ExecuteAsync("update entry set n = 0 where id = 1");
        await scenario.ShouldBecomeEqualAsync(Soon, "public.entry");
        (await scenario.Mirror.StatusAsync()).ShouldBe("RUNNING");
        await scenario.EndAsync();
    }

    private static Task CommitEachAsync(Scenario scenario, string statement) => scenario.Source.ExecuteAsync(
        $"do $$ begin perform set_config('synchronous_commit', 'off', false); for i in 1..100000 loop {statement}; commit; end loop; end $$");
}
