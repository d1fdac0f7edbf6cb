using System.Globalization;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios;

/// <summary>A copy uses every worker there is, and needs none of them in particular.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class CopyWorkersTests(BrokerStack stack, ITestOutputHelper output)
{
    private const string CopiedRows = "bunnydb_copied_rows_total";

    private static readonly (string, object)[] SmallChunks = [("snapshot_num_rows_per_partition", 5000), ("snapshot_max_parallel_workers", 3)];

    [Fact(Timeout = 120_000)]
    public async Task Three_workers_all_take_part_in_a_copy()
    {
        await using var scenario = await BeginAsync("three_workers");
        var before = await CopiedRowsByProcessAsync();
        await scenario.StartMirrorAsync(["public.reading"], SmallChunks);

        var shares = (await CopiedRowsByProcessAsync()).Select(now => now.Value - before.GetValueOrDefault(now.Key)).Where(share => share > 0).ToList();
        output.WriteLine($"rows copied by each worker: {string.Join(", ", shares)}");
        shares.Count.ShouldBe(3);
        shares.Sum().ShouldBe(400_000);
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), "public.reading");
        await scenario.EndAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_worker_that_is_killed_costs_its_chunk_only()
    {
        await using var scenario = await BeginAsync("killed_worker");
        await scenario.CreateMirrorAsync(["public.reading"], SmallChunks);
        await WaitFor.TrueAsync("rows are being copied", TimeSpan.FromSeconds(30), async () => await scenario.Mirror.RowsCopiedAsync() > 20_000);
        var lanesBefore = await GenerationsAsync(scenario);
        await stack.Part("snapshot-worker-2").KillAsync();

        // It stays dead: the other two finish what it had begun, under the same snapshot.
        await scenario.Mirror.WaitForAsync("RUNNING");
        (await GenerationsAsync(scenario)).ShouldBe(lanesBefore, "the copy did not start anew");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(30), "public.reading");
        await stack.Part("snapshot-worker-2").StartAsync();
        await scenario.EndAsync();
    }

    private async Task<Scenario> BeginAsync(string name)
    {
        var scenario = await Scenario.BeginAsync(stack, name);
        await scenario.Source.ExecuteAsync(
            """
            create table reading (sensor int not null, taken int not null, value double precision, remark text, primary key (sensor, taken));
            insert into reading select n % 100, n, n / 7.0, 'remark ' || n from generate_series(1, 400000) n;
            analyze
            """);
        return scenario;
    }

    private static Task<IReadOnlyList<string>> GenerationsAsync(Scenario scenario) =>
        scenario.Destination.ColumnAsync("select lane_id || ' ' || generation from bunnydb.lane order by 1");

    private async Task<Dictionary<Uri, long>> CopiedRowsByProcessAsync()
    {
        using var http = new HttpClient();
        var rows = new Dictionary<Uri, long>();
        foreach (var url in stack.Environment.Metrics)
        {
            var text = await http.GetStringAsync(url);
            rows[url] = text.Split('\n').Where(line => line.StartsWith(CopiedRows, StringComparison.Ordinal))
                .Sum(line => (long)double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
        }

        return rows;
    }
}
