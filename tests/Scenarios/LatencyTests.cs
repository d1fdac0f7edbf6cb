using System.Diagnostics;
using System.Globalization;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Figures;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using Npgsql;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios;

/// <summary>From a commit on the source to being visible on the destination, through RabbitMQ.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class LatencyTests(BrokerStack stack, ITestOutputHelper output)
{
    private const int TransactionsPerSecond = 50;
    private const int WarmUp = 100;
    private const int Measured = 500;

    [Fact(Timeout = 90_000)]
    public async Task Small_transactions_at_fifty_a_second_are_visible_within_milliseconds()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "latency");
        await scenario.Source.ExecuteAsync("create table tick (id int primary key, payload text)");
        await scenario.StartMirrorAsync(["public.tick"]);

        var committed = new long[WarmUp + Measured + 1];
        var visible = new long[WarmUp + Measured + 1];
        var watching = Task.Run(() => WatchAsync(scenario, visible));
        await WriteAsync(scenario, committed);
        await watching;

        var latencies = Enumerable.Range(WarmUp + 1, Measured)
            .Select(id => Stopwatch.GetElapsedTime(committed[id], visible[id]).TotalMilliseconds).Order().ToList();
        var (p50, p99) = (latencies[Measured / 2], latencies[Measured * 99 / 100]);
        Figure.Print(output, string.Create(
            CultureInfo.InvariantCulture, $"commit to visible at {TransactionsPerSecond} transactions/s: p50 {p50:0.0} ms, p99 {p99:0.0} ms, most {latencies[^1]:0.0} ms"));
        p50.ShouldBeLessThan(20);
        p99.ShouldBeLessThan(100);
        await scenario.EndAsync();
    }

    private static async Task WriteAsync(Scenario scenario, long[] committed)
    {
        await using var connection = await scenario.Source.OpenConnectionAsync();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / TransactionsPerSecond));
        for (var id = 1; id < committed.Length; id++)
        {
            await pace.WaitForNextTickAsync();
            await connection.ExecuteAsync("insert into tick values ($1, 'payload')", id);
            committed[id] = Stopwatch.GetTimestamp();
        }
    }

    private static async Task WatchAsync(Scenario scenario, long[] visible)
    {
        await using var connection = await scenario.Destination.OpenConnectionAsync();
        await using var newest = new NpgsqlCommand("select coalesce(max(id), 0) from tick", connection);
        await newest.PrepareAsync();
        var deadline = Stopwatch.StartNew();
        for (var seen = 0; seen < visible.Length - 1;)
        {
            var id = (int)(await newest.ExecuteScalarAsync())!;
            var now = Stopwatch.GetTimestamp();
            while (seen < id)
            {
                visible[++seen] = now;
            }

            deadline.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60), $"only {seen} rows arrived");
            await Task.Delay(1);
        }
    }
}
