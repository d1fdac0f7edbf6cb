using System.Diagnostics;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Waiting;
using Npgsql;

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

    /// <summary>From a row's commit on the source to its sight on the destination, in order of length.</summary>
    public async Task<IReadOnlyList<TimeSpan>> StopAsync()
    {
        await stopping.CancelAsync();
        await beating;
        return [.. lags.Order()];
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
