using System.Diagnostics;
using System.Globalization;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Figures;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios;

/// <summary>Nothing buffers a transaction whole.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class LargeTransactionTests(BrokerStack stack, ITestOutputHelper output)
{
    private const int Rows = 2_000_000;
    private const long MostBytes = 400L * 1024 * 1024;

    [Fact(Timeout = 400_000)]
    public async Task A_transaction_of_two_million_rows_passes_with_every_service_below_400_megabytes()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "two_million");
        await scenario.Source.ExecuteAsync("create table event (id bigint primary key, kind int, payload text)");
        await scenario.StartMirrorAsync(["public.event"]);

        await scenario.Source.ExecuteAsync($"insert into event select n, n % 100, 'payload of event ' || n from generate_series(1, {Rows}) n");
        var watch = Stopwatch.StartNew();
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(300), "public.event");
        Figure.Print(output, string.Create(CultureInfo.InvariantCulture, $"one transaction of {Rows} inserts arrived in {watch.Elapsed.TotalSeconds:0.0} s"));

        foreach (var service in stack.Services())
        {
            var peak = service.PeakResidentBytes;
            Figure.Print(output, string.Create(CultureInfo.InvariantCulture, $"{service.Name}: peak resident {peak / 1048576.0:0} MB"));
            peak.ShouldBeLessThan(MostBytes, service.Name);
        }

        await scenario.EndAsync();
    }
}
