using System.Text.Json.Nodes;

namespace BunnyDb.Demo.Resyncs;

/// <summary>The demo's second half: a damaged table with everything that belongs to it is swapped for a fresh one, under writers and readers.</summary>
internal sealed class SwapStory : IAsyncDisposable
{
    private const string MirrorName = "bank";
    private const string FirstPeer = "bank_source";
    private const string SecondPeer = "bank_destination";

    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly ControlPlane control;
    private readonly Database[] clusters;
    private readonly Database source;
    private readonly Database destination;
    private readonly Bank bank;
    private readonly MirrorControl mirror;
    private readonly Heartbeat heartbeat;
    private readonly Promises promises = new();

    /// <param name="control">Logged in when the story begins.</param>
    internal SwapStory(Addresses addresses, ControlPlane control)
    {
        this.control = control;
        clusters = [new Database(addresses.Source), new Database(addresses.Destination)];
        (source, destination) = (new Database(addresses.Source, Bank.Name), new Database(addresses.Destination, Bank.Name));
        bank = new Bank(clusters[0], clusters[1], source, destination);
        mirror = new MirrorControl(control, MirrorName);
        heartbeat = new Heartbeat(source, destination);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in (Database[])[source, destination, .. clusters])
        {
            await database.DisposeAsync();
        }
    }

    /// <summary>True when everything held that a swap promises.</summary>
    internal async Task<bool> TellAsync(CancellationToken ct)
    {
        await PrepareAsync(ct);
        await DamageAsync(ct);
        var (writers, readers) = (new Writers(source), new Readers(destination));
        writers.Start(ct);
        readers.Start(ct);
        var before = await bank.FingerprintAsync(ct);
        var idleLags = await IdleAsync(ct);
        var idleEnd = DateTimeOffset.UtcNow;
        var (resync, lags) = await ResyncAsync(ct);
        var after = await bank.FingerprintAsync(ct);
        var seen = await readers.StopAsync();
        await writers.StopAsync();
        await heartbeat.OnceAsync(ct);
        Report(resync, seen, idleEnd, idleLags, lags, writers.Transactions);
        await JudgeAsync(resync, seen, before, after, ct);
        return promises.AllHold;
    }

    private async Task PrepareAsync(CancellationToken ct)
    {
        Title("The swap: a bank's accounts, and everything that applications have built on their copy");
        await bank.OpenAsync(ct);
        await heartbeat.CreateAsync(ct);
        await control.PostAsync("/v1/peers", source.Peer(FirstPeer), ct);
        await control.PostAsync("/v1/peers", destination.Peer(SecondPeer), ct);
        await mirror.CreateAsync(FirstPeer, SecondPeer, [Bank.Table, Heartbeat.Table], new JsonObject { ["resync_strategy"] = "swap" }, ct);
        await mirror.UntilAsync(now => Task.FromResult(now.InStep), ct);
        await bank.DressAsync(ct);
        Console.WriteLine($"  {Bank.Table}: {Bank.OpenAccounts:N0} open accounts, {Bank.Closed:N0} closed ones; identity and serial, 20 indexes, 3 views, 4 foreign keys (in, out, to itself),");
        Console.WriteLine("  functions, triggers, policies, grants with grant option, comments, statistics, a publication");
    }

    private async Task DamageAsync(CancellationToken ct)
    {
        Title("Somebody damages the copy, and nobody notices");
        foreach (var line in (await bank.DamageAsync(ct)).Split('\n').Where(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal)))
        {
            Console.WriteLine($"  bank=# {line}");
        }

        Console.WriteLine($"  {await bank.MissingAsync(ct):N0} rows are missing, {await bank.AlteredAsync(ct):N0} are altered; neither is in the sums that the readers below watch:");
        Console.WriteLine("  number, balances and stamps of the open accounts, so that an empty, torn or backward read is told apart from this damage");
    }

    /// <summary>What readers and the table beside look like while nothing is resynced: the other half of every comparison.</summary>
    private async Task<IReadOnlyList<double>> IdleAsync(CancellationToken ct)
    {
        Title($"{Writers.Count} writers on the source, {ReaderKind.All.Count} kinds of readers on the destination; {IdleTime.TotalSeconds:0} s as a baseline");
        using var over = new CancellationTokenSource(IdleTime);
        return await LagsUntilAsync(over.Token, ct);
    }

    private async Task<(Resync Resync, IReadOnlyList<double> LagsMs)> ResyncAsync(CancellationToken ct)
    {
        Title("One resync by swap");
        await control.PostAsync($"{mirror.Path}/resync/{Bank.Table}", null, ct);
        using var over = new CancellationTokenSource();
        var beating = LagsUntilAsync(over.Token, ct);
        var timeline = new PhaseTimeline();
        Resync resync;
        do
        {
            await Task.Delay(BetweenLooks, ct);
            resync = Resync.Read((await control.GetAsync($"{mirror.Path}/resyncs", ct))[0]!);
            timeline.Follow(resync);
        }
        while (resync.Result is null);

        await over.CancelAsync();
        return (resync, await beating);
    }

    /// <summary>Beat after beat of the mirror's other table, each awaited on the destination.</summary>
    private async Task<IReadOnlyList<double>> LagsUntilAsync(CancellationToken stopping, CancellationToken ct)
    {
        var lagsMs = new List<double>();
        while (!stopping.IsCancellationRequested)
        {
            lagsMs.Add(await heartbeat.OnceAsync(ct));
        }

        return lagsMs;
    }

    private static void Report(
        Resync resync, Observations seen, DateTimeOffset idleEnd, IReadOnlyList<double> idleLagsMs, IReadOnlyList<double> lagsMs, long transactions)
    {
        Title("Its phases");
        PhaseTimeline.Draw(resync);
        Title($"How long {seen.Reads.Count:N0} reads took, beside {transactions:N0} transactions of the writers");
        var (from, to) = (resync.Phases[0].StartedAt, resync.Phases[^1].EndedAt);
        var idle = seen.Reads.Where(read => read.At < idleEnd).ToList();
        var during = seen.Reads.Where(read => read.EndsAt >= from && read.At <= to).ToList();
        StallChart.Draw("before the resync", idle, "during it", during);
        var swaps = resync.Phases.Where(phase => phase.Name == "SWAP").ToList();
        var swapping = during.Where(read => swaps.Exists(swap => read.EndsAt >= swap.StartedAt && read.At <= swap.EndedAt)).ToList();
        Console.WriteLine($"  the longest read: {Longest(idle)} before, {Longest(during)} during the resync, {Longest(swapping)} of those that phase SWAP met");
        Console.WriteLine($"  the swap's locks: lock_wait_ms {resync.LockWaitMs?.ToString("0.0") ?? "not told"}, lock_held_ms {resync.LockHeldMs?.ToString("0.0") ?? "not told"}");
        Console.WriteLine($"  the mirror's other table, commit to visible: p50 {Median(idleLagsMs)}, longest {idleLagsMs.Max():0.0} ms before; p50 {Median(lagsMs)}, longest {lagsMs.Max():0.0} ms during the resync");
    }

    private async Task JudgeAsync(Resync resync, Observations seen, string before, string after, CancellationToken ct)
    {
        Title("Does everything hold?");
        promises.Hold(resync.Result == "SUCCEEDED", $"the resync {resync.Result} {resync.Error}");
        promises.Hold(seen.Errors == 0 && seen.Reads.Count > 0, $"{seen.Errors} errors in {seen.Reads.Count:N0} reads");
        promises.Hold(seen.Empty == 0, $"{seen.Empty} empty reads");
        promises.Hold(seen.Torn == 0, $"{seen.Torn} torn reads: every number of accounts and every sum of balances was right");
        promises.Hold(seen.Backward == 0, $"{seen.Backward} reads that went backward");
        promises.Hold(seen.TableOids.Count == 2, $"{seen.TableOids.Count} tables were seen under one name: the old one, then the fresh one");
        promises.Hold(before == after, $"the schema is the same: {before}{(before == after ? "" : $", now {after}")}");
        var (here, there) = (await Content.OfAsync(source, Bank.Table, ct), await Content.OfAsync(destination, Bank.Table, ct));
        promises.Hold(here == there, $"the content is the source's: {here.Rows:N0} rows, sums {here.FirstSum} {here.SecondSum}");
        if (seen.FirstTrouble is { } trouble)
        {
            Console.WriteLine($"  the first trouble: {trouble}");
        }
    }

    private static string Longest(IReadOnlyCollection<TimedRead> reads) => reads.Count == 0 ? "none" : $"{reads.Max(read => read.Ms):0.0} ms";

    private static string Median(IReadOnlyList<double> numbers) => $"{numbers.Order().ElementAt(numbers.Count / 2):0.0} ms";

    private static void Title(string text) => Console.WriteLine($"\n── {text}");
}
