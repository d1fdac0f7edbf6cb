using BunnyDb.Benchmarks.Workloads;

namespace BunnyDb.Benchmarks.Contenders;

/// <summary>PostgreSQL's own logical replication, as it comes: one publication, one subscription, its default options.</summary>
internal sealed class NativeReplication(Database source, Database destination) : IFollower, IResyncer
{
    internal const string Native = "native";
    private const string Slot = "bench_native";
    private const string AllFollow = "select count(*) > 0 and bool_and(srsubstate in ('r', 's')) from pg_subscription_rel";

    public string Name => Native;

    public Database Destination => destination;

    /// <summary>
    /// By default a cluster lets five seconds pass between two starts of native's workers. That wait is not work, and it would be counted
    /// against native in some runs and not in others.
    /// </summary>
    internal static async Task StartWorkersAtOnceAsync(Database cluster, CancellationToken ct)
    {
        await cluster.ExecuteAsync("alter system set wal_retrieve_retry_interval = '20ms'", ct);
        await cluster.ExecuteAsync("select pg_reload_conf()", ct);
    }

    /// <summary>It wants the tables to be there already, and so with their keys.</summary>
    public async Task CopyAsync(IReadOnlyList<Table> tables, CancellationToken ct)
    {
        await destination.ExecuteAsync(string.Join("; ", tables.Select(table => table.Create)), ct);
        await source.ExecuteAsync($"create publication {Slot} for table {string.Join(", ", tables.Select(table => table.Name))}", ct);
        var connection = $"host={source.Host} port={source.Port} user={source.User} password={source.Password} dbname={source.Name}";
        await destination.ExecuteAsync($"create subscription {Slot} connection '{connection}' publication {Slot}", ct);
        await destination.UntilAsync(AllFollow, ct);
    }

    public async Task PauseAsync(CancellationToken ct)
    {
        await destination.ExecuteAsync($"alter subscription {Slot} disable", ct);
        await source.UntilAsync($"select not active from pg_replication_slots where slot_name = '{Slot}'", ct);
    }

    public Task ResumeAsync(CancellationToken ct) => destination.ExecuteAsync($"alter subscription {Slot} enable", ct);

    public Task UntilArrivedAsync(int id, CancellationToken ct) => destination.UntilAsync(Arena.HasArrived(id), ct);

    /// <summary>Out of the publication and into it again: the subscription then copies the table anew, into the emptied one with its indexes.</summary>
    public async Task ResyncAsync(Table table, CancellationToken ct)
    {
        await source.ExecuteAsync($"alter publication {Slot} drop table {table.Name}", ct);
        await destination.ExecuteAsync($"alter subscription {Slot} refresh publication", ct);
        await destination.ExecuteAsync($"truncate {table.Name}", ct);
        await source.ExecuteAsync($"alter publication {Slot} add table {table.Name}", ct);
        await destination.ExecuteAsync($"alter subscription {Slot} refresh publication with (copy_data = true)", ct);
        await destination.UntilAsync(AllFollow, ct);
    }

    public async Task DropAsync(CancellationToken ct)
    {
        await destination.ExecuteAsync($"drop subscription {Slot}", ct);
        await source.ExecuteAsync($"drop publication {Slot}", ct);
    }
}
