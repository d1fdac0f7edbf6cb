using BunnyDb.Benchmarks.Contenders;
using BunnyDb.Benchmarks.Stacks;

namespace BunnyDb.Benchmarks;

/// <summary>Who takes part, each with a database of its own in the same destination cluster.</summary>
internal sealed class Field : IAsyncDisposable
{
    private readonly Database source;
    private readonly Database cluster;
    private readonly List<Database> destinations = [];
    private readonly List<BunnyMirror> mirrors = [];
    private readonly List<BunnyMirror> resyncers = [];
    private readonly SlotDrain drain;

    internal Field(Settings settings)
    {
        source = new Database(settings.Services.Source);
        cluster = new Database(settings.Services.Destination);
        Database Own(string name)
        {
            var database = new Database(settings.Services.Destination, name);
            destinations.Add(database);
            return database;
        }

        var native = new NativeReplication(source, Own("native"));
        mirrors.Add(new BunnyMirror(BunnyMirror.ThroughRabbitMq, settings.Services, source, Own("bunny"), BunnyMirror.ByTruncate));
        if (settings.InProcess is { } stack)
        {
            mirrors.Add(new BunnyMirror(BunnyMirror.InProcess, stack, source, Own("in_process"), BunnyMirror.ByTruncate));
        }

        drain = new SlotDrain(source);
        Followers = [.. ((IFollower[])[native, .. mirrors, drain]).Where(settings.Wants)];
        BunnyMirror Resyncer(string strategy)
        {
            var mirror = new BunnyMirror(strategy, settings.Services, source, Own($"by_{strategy}"), strategy);
            resyncers.Add(mirror);
            return mirror;
        }

        Swapper = Resyncer(BunnyMirror.BySwap);
        Resyncers = [native, Swapper, Resyncer(BunnyMirror.ByTruncate)];
        var psql = new PsqlCopy(settings.Programs, source, Own(PsqlCopy.Psql));
        var pgCopyDb = new PgCopyDb(source, Own(PgCopyDb.Label));
        Copiers = [.. ((ICopier[])[native, .. mirrors, psql, .. PgCopyDb.IsInstalled ? [pgCopyDb] : Array.Empty<ICopier>()]).Where(settings.Wants)];
        Arena = new Arena(
            source, destinations, [.. Part.Of(settings.Services), .. settings.InProcess is { } other ? Part.Of(other) : [], Part.Clients]);
    }

    internal Arena Arena { get; }

    internal IReadOnlyList<IFollower> Followers { get; }

    internal IReadOnlyList<ICopier> Copiers { get; }

    internal IReadOnlyList<IResyncer> Resyncers { get; }

    internal BunnyMirror Swapper { get; }

    public async ValueTask DisposeAsync()
    {
        mirrors.Concat(resyncers).ToList().ForEach(mirror => mirror.Dispose());
        await drain.DisposeAsync();
        foreach (var database in destinations.Append(cluster).Append(source))
        {
            await database.DisposeAsync();
        }
    }

    internal async Task OpenAsync(CancellationToken ct)
    {
        foreach (var destination in destinations)
        {
            await cluster.ExecuteAsync($"create database {destination.Name}", ct);
        }

        await NativeReplication.StartWorkersAtOnceAsync(cluster, ct);
        foreach (var mirror in mirrors.Concat(resyncers))
        {
            await mirror.IntroduceAsync(ct);
        }
    }
}
