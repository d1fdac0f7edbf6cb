using Npgsql;

namespace BunnyDb.Benchmarks.Swaps;

/// <summary>Sessions that update the source's table at an even pace.</summary>
internal sealed class WriteLoad(Database source) : IAsyncDisposable
{
    internal const int Writers = 4;
    internal const int TransactionsPerSecond = 200;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds((double)Writers / TransactionsPerSecond);
    private readonly CancellationTokenSource stopping = new();
    private Task[] writing = [];

    internal void Start(CancellationToken ct) => writing = [.. Enumerable.Range(0, Writers).Select(seed => WriteAsync(new Random(seed), ct))];

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(writing);
        stopping.Dispose();
    }

    private async Task WriteAsync(Random random, CancellationToken ct)
    {
        await using var connection = await source.OpenAsync(ct);
        await using var update = new NpgsqlCommand($"update {SwapLocks.Table} set v = v + 1 where id = $1", connection) { Parameters = { new() { Value = 0 } } };
        await update.PrepareAsync(ct);
        using var pace = new PeriodicTimer(Pace);
        while (!stopping.IsCancellationRequested)
        {
            update.Parameters[0].Value = random.Next(1, SwapLocks.Rows + 1);
            await update.ExecuteNonQueryAsync(ct);
            await pace.WaitForNextTickAsync(ct);
        }
    }
}
