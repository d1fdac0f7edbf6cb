using System.Diagnostics;
using System.Globalization;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Figures;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios;

/// <summary>
/// Any one part dies at a random moment, once while tables are copied and once while changes flow. When it is back, everything goes on by
/// itself, and in the end both sides hold the same rows: nothing lost, and no doubles in the table that has no key.
/// </summary>
[Collection(BrokerStackCollection.Name)]
public sealed class KilledPartsTests(BrokerStack stack, ITestOutputHelper output)
{
    private static readonly TimeSpan BackAtWork = TimeSpan.FromSeconds(30);

    private static readonly TablePair[] Tables = [.. Bank.Tables, "public.stock", "public.probe"];

    [Theory(Timeout = 180_000)]
    [InlineData("control-plane")]
    [InlineData("cdc-reader")]
    [InlineData("snapshot-worker")]
    [InlineData("applier")]
    [InlineData("rabbitmq")]
    [InlineData("destination")]
    [InlineData("source")]
    public Task After_a_killed_part_is_back_the_mirror_goes_on_and_becomes_equal(string part) => RunAsync(
        $"killed_{part.Replace('-', '_')}",
        async random =>
        {
            // A database server dies either by kill -9 or by an immediate shutdown; both leave it to crash recovery.
            if (part is "destination" or "source" && random.Next(2) == 0)
            {
                await stack.Part(part).StopImmediatelyAsync();
            }
            else
            {
                await stack.Part(part).KillAsync();
            }

            await random.RandomMomentAsync(TimeSpan.FromSeconds(2));
            await stack.Part(part).StartAsync();
        });

    [Fact(Timeout = 180_000)]
    public Task After_the_broker_was_emptied_the_mirror_goes_on_and_becomes_equal() => RunAsync(
        "emptied_broker",
        async _ =>
        {
            await stack.RabbitMqCtlAsync("stop_app");
            await stack.RabbitMqCtlAsync("reset");
            await stack.RabbitMqCtlAsync("start_app");
        });

    private async Task RunAsync(string name, Func<Random, Task> failAndComeBack)
    {
        var seed = Seed.Draw(output);
        var random = new Random(seed);
        await using var scenario = await Scenario.BeginAsync(stack, name);
        await Bank.CreateAsync(scenario.Source);
        await scenario.Source.ExecuteAsync(
            """
            create table stock (article int, warehouse text, amount int);
            alter table stock replica identity full;
            insert into stock select n % 5000, 'warehouse ' || n % 7, n % 3 from generate_series(1, 200000) n;
            create table probe (id int primary key);
            analyze
            """);
        await using var writers = Writers.Start(scenario.Source, seed);

        await scenario.CreateMirrorAsync(
            Tables, ("snapshot_num_rows_per_partition", 4000), ("snapshot_max_parallel_workers", 1), ("snapshot_num_tables_in_parallel", 2));
        await WaitFor.TrueAsync("rows are being copied", TimeSpan.FromSeconds(30), async () => await scenario.Mirror.RowsCopiedAsync() > 0);
        await random.RandomMomentAsync(TimeSpan.FromSeconds(1));
        var copied = await scenario.Mirror.RowsCopiedAsync();
        await failAndComeBack(random);
        var inCopy = Stopwatch.StartNew();
        // What remains to be copied, or all of it when the snapshot died, takes its time too.
        await scenario.Mirror.WaitForAsync("RUNNING", BackAtWork + TimeSpan.FromSeconds(20));
        await ProbeAsync(scenario, 1);
        var afterCopy = inCopy.Elapsed;

        await random.RandomMomentAsync(TimeSpan.FromSeconds(2));
        await failAndComeBack(random);
        var inChanges = Stopwatch.StartNew();
        await ProbeAsync(scenario, 2);
        Figure.Print(output, string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: in the copy ({copied} rows done) running again {afterCopy.TotalSeconds:0.0} s after the part was back; in CDC {inChanges.Elapsed.TotalSeconds:0.0} s"));

        await writers.StopAsync();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(60), Tables);

        // An error is taken back once the stream has lasted for a second or two.
        await WaitFor.StateAsync("the mirror shows no error", TimeSpan.FromSeconds(10), scenario.Mirror.ErrorCodeAsync, code => code is null);
        (await scenario.Mirror.GetAsync()).GetProperty("status").GetString().ShouldBe("RUNNING");
        await scenario.EndAsync();
    }

    /// <summary>A row written now arrives within the promised time.</summary>
    private static async Task ProbeAsync(Scenario scenario, int id)
    {
        await scenario.Source.ExecuteAsync("insert into probe values ($1)", id);
        try
        {
            await WaitFor.TrueAsync(
                $"row {id}, written after the part was back, has arrived", BackAtWork,
                () => scenario.Destination.ScalarAsync<bool>("select exists (select from probe where id = $1)", id));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} Mirror: {(await scenario.Api.GetAsync($"/v1/mirrors/{scenario.Name}")).Text}", e);
        }
    }
}
