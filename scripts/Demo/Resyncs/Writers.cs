using Npgsql;

namespace BunnyDb.Demo.Resyncs;

/// <summary>The source's application: each writer moves money between two accounts of a branch, at an even pace.</summary>
internal sealed class Writers(Database source)
{
    internal const int Count = 8;
    private const int Parameters = 3;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);
    private readonly CancellationTokenSource stopping = new();
    private Task[] writing = [];
    private long transactions;

    internal long Transactions => Interlocked.Read(ref transactions);

    internal void Start(CancellationToken ct) => writing = [.. Enumerable.Range(0, Count).Select(seed => WriteAsync(new Random(seed), ct))];

    /// <summary>Returns once every writer's last transaction is committed.</summary>
    internal async Task StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(writing);
        stopping.Dispose();
    }

    private async Task WriteAsync(Random random, CancellationToken ct)
    {
        await using var connection = await source.OpenAsync(ct);
        await using var move = connection.CreateCommand();

        // One statement that takes both rows in the order of their keys: two writers never wait for each other in a circle.
        move.CommandText =
            $"""
            with both_of as (select id from {Bank.Table} where id in ($1, $2) order by id for update)
            update {Bank.Table} a set balance = balance + case when a.id = $1 then -$3 else $3 end, stamp = stamp + 1 from both_of b where a.id = b.id
            """;
        var values = Enumerable.Range(0, Parameters).Select(_ => new NpgsqlParameter<long>()).ToArray();
        move.Parameters.AddRange(values);
        await move.PrepareAsync(ct);
        using var pace = new PeriodicTimer(Pace);
        while (!stopping.IsCancellationRequested)
        {
            var branch = random.Next(Bank.Branches);
            var from = random.Next(Bank.BranchAccounts);
            var to = (from + 1 + random.Next(Bank.BranchAccounts - 1)) % Bank.BranchAccounts;
            values[0].TypedValue = (branch * Bank.BranchAccounts) + from + 1;
            values[1].TypedValue = (branch * Bank.BranchAccounts) + to + 1;
            values[2].TypedValue = random.Next(1, 100);
            await move.ExecuteNonQueryAsync(ct);
            Interlocked.Increment(ref transactions);
            await pace.WaitForNextTickAsync(ct);
        }
    }
}
