using System.Diagnostics;
using System.Globalization;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Figures;
using BunnyDb.Scenarios.Waiting;
using Npgsql;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Resyncs;

/// <summary>A table that has nothing to do with a resync: one row after the other is written to it, and looked for on the destination.</summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    public const string Table = "public.heartbeat";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource stopping = new();
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlDataSource destination;
    private readonly List<TimeSpan> lags = [];
    private readonly Task beating;

    private Heartbeat(NpgsqlDataSource source, NpgsqlDataSource destination)
    {
        (this.source, this.destination) = (source, destination);
        beating = Task.Run(() => BeatAsync(stopping.Token));
    }

    public static Task CreateAsync(NpgsqlDataSource source) => source.ExecuteAsync("create table heartbeat (beat int primary key)");

    public static Heartbeat Start(NpgsqlDataSource source, NpgsqlDataSource destination) => new(source, destination);

    /// <summary>Ends it and prints how long its rows took, from the commit on the source to the sight on the destination.</summary>
    public async Task ShouldHaveFlowedAsync(string beside, ITestOutputHelper output)
    {
        await stopping.CancelAsync();
        await beating;
        var ordered = lags.Order().ToList();
        Figure.Print(output, string.Create(
            CultureInfo.InvariantCulture,
            $"{beside}: lag of another one, median {ordered[ordered.Count / 2].TotalMilliseconds:0} ms, longest {ordered[^1].TotalMilliseconds:0} ms, {ordered.Count} beats"));

        // Lanes hold at a marker for some seconds at most; the rest is for a machine that is busy with other things. That nobody waits is in the figure.
        ordered[^1].ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await beating;
        stopping.Dispose();
    }

    private async Task BeatAsync(CancellationToken ct)
    {
        for (var beat = 1; !ct.IsCancellationRequested; beat++)
        {
            await source.ExecuteAsync("insert into heartbeat values ($1)", beat);
            var watch = Stopwatch.StartNew();
            await WaitFor.TrueAsync($"beat {beat} arrives", Patience, () => destination.ScalarAsync<bool>("select exists (select from heartbeat where beat = $1)", beat));
            lags.Add(watch.Elapsed);
        }
    }
}
