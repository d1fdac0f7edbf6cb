using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios;

/// <summary>
/// A mirror that is far behind reads what it has missed by pieces, from copies of its slot, while writers go on. Whatever falls over meanwhile: nothing
/// is lost, nothing comes twice into a table without key, and no copy of the slot is left.
/// </summary>
[Collection(BrokerStackCollection.Name)]
public sealed class BacklogTests(BrokerStack stack, ITestOutputHelper output)
{
    /// <summary>In all some 150 MB of log: more than a piece, and one transaction that is.</summary>
    private const string Write =
        """
        do $$ begin
          for round in 1..40 loop
            insert into stock select n, 'round ' || round, n % 3 from generate_series(1, 10000) n;
            begin
              insert into stock select n, 'taken back', 0 from generate_series(1, 1000) n;
              raise exception 'taken back';
            exception when raise_exception then null;
            end;
            update page set title = title || round where id % 40 = round - 1;
            delete from stock where article = round and warehouse < 'round 2';
            commit;
          end loop;
          insert into stock select n, 'large', n % 3 from generate_series(1, 300000) n;
        end $$
        """;

    private static readonly TablePair[] Tables = [.. Bank.Tables, "public.stock", "public.page"];

    [Theory(Timeout = 180_000)]
    [InlineData("cdc-reader")]
    [InlineData("applier")]
    [InlineData("rabbitmq")]
    [InlineData("destination")]
    [InlineData("source")]
    public Task A_part_that_dies_while_a_backlog_is_read_makes_no_difference(string part) => RunAsync(
        $"backlog_{part.Replace('-', '_')}",
        async (_, random) =>
        {
            await random.RandomMomentAsync(TimeSpan.FromSeconds(1));
            await stack.Part(part).KillAsync();
            await stack.Part(part).StartAsync();
        });

    [Fact(Timeout = 180_000)]
    public Task A_pause_amid_a_backlog_leaves_no_copy_of_the_slot() => RunAsync(
        "backlog_pause",
        async (scenario, random) =>
        {
            await random.RandomMomentAsync(TimeSpan.FromSeconds(1));
            await scenario.Mirror.PauseAsync();
            await WaitFor.TrueAsync("the copies are gone", TimeSpan.FromSeconds(10), async () => await CopiesAsync(scenario) == 0);
            await scenario.Mirror.ResumeAsync();
        });

    [Theory(Timeout = 180_000)]
    [InlineData(0)]
    [InlineData(1)]
    public Task A_source_with_too_few_free_slots_streams_the_backlog(int free) => RefuseAsync(
        $"backlog_full_{free}",
        $"""
        select pg_create_physical_replication_slot('taken_' || n)
        from generate_series(1, current_setting('max_replication_slots')::int - (select count(*)::int from pg_replication_slots) - {free}) n
        """,
        "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like 'taken\\_%'");

    [Fact(Timeout = 180_000)]
    public Task A_source_that_has_no_room_for_a_piece_streams_the_backlog() => RefuseAsync(
        "backlog_no_room", "alter database backlog_no_room set temp_file_limit = '1MB'", "alter database backlog_no_room reset temp_file_limit");

    private async Task RefuseAsync(string name, string refuse, string allow)
    {
        await using var scenario = await BeginAsync(name);
        await scenario.Source.ExecuteAsync(Write);
        await scenario.Source.ExecuteAsync(refuse);
        try
        {
            await scenario.Mirror.ResumeAsync();
            await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(90), Tables);
        }
        finally
        {
            await scenario.Source.ExecuteAsync(allow);
        }

        await scenario.EndAsync();
    }

    private async Task RunAsync(string name, Func<Scenario, Random, Task> disturbAsync)
    {
        await using var scenario = await BeginAsync(name);
        var seed = Seed.Draw(output);
        await scenario.Source.ExecuteAsync(Write);
        await using var writers = Writers.Start(scenario.Source, seed);

        await scenario.Mirror.ResumeAsync();
        await WaitFor.TrueAsync("the backlog is read by pieces", TimeSpan.FromSeconds(20), async () => await CopiesAsync(scenario) > 0);
        await disturbAsync(scenario, new Random(seed));

        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(90), Tables);
        (await CopiesAsync(scenario)).ShouldBe(0);
        await scenario.EndAsync();
    }

    /// <summary>A mirror that is paused.</summary>
    private async Task<Scenario> BeginAsync(string name)
    {
        var scenario = await Scenario.BeginAsync(stack, name);
        await Bank.CreateAsync(scenario.Source);
        await scenario.Source.ExecuteAsync(
            """
            create table stock (article int, warehouse text, amount int);
            alter table stock replica identity full;
            create table page (id int primary key, title text not null, body text not null default repeat('x', 200));
            insert into page select n, 'title ' from generate_series(1, 100000) n
            """);
        await scenario.StartMirrorAsync(Tables);
        await scenario.Mirror.PauseAsync();
        return scenario;
    }

    private static Task<long> CopiesAsync(Scenario scenario) =>
        scenario.Source.ScalarAsync<long>("select count(*) from pg_replication_slots where slot_name like 'bunnydb\\_backlog\\_%' and database = current_database()");
}
