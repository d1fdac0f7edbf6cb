using Npgsql;

namespace BunnyDb.Scenarios.Data;

/// <summary>
/// Eight applications that write to a <see cref="Bank"/> all the time: transfers between accounts, inserts, updates and deletes among equal
/// rows of a table without a key, and rows with large values. They survive that their database goes away for a while.
/// </summary>
internal sealed class Writers : IAsyncDisposable
{
    private const int Count = 8;

    /// <summary>Between two transactions of one writer, so that eight of them leave room on two cores for what is being tested.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(15);

    private readonly CancellationTokenSource stopping = new();
    private readonly NpgsqlDataSource source;
    private readonly Task[] writers;
    private long transactions;

    private Writers(NpgsqlDataSource source, int seed)
    {
        this.source = source;
        writers = [.. Enumerable.Range(0, Count).Select(number => Task.Run(() => WriteAsync(new Random(seed + number), stopping.Token)))];
    }

    public long Transactions => Interlocked.Read(ref transactions);

    public static Writers Start(NpgsqlDataSource source, int seed) => new(source, seed);

    /// <summary>Lets the writers finish what they are doing; after it nothing is written any more.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(writers);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private async Task WriteAsync(Random random, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
                while (!ct.IsCancellationRequested)
                {
                    await WriteOnceAsync(connection, random);
                    Interlocked.Increment(ref transactions);
                    await Task.Delay(Breath, CancellationToken.None);
                }
            }
            catch (NpgsqlException)
            {
                // Two writers met (deadlock), or the server was killed: whatever was committed is what counts.
                await Task.Delay(Breath * 10, CancellationToken.None);
            }
        }
    }

    private static async Task WriteOnceAsync(NpgsqlConnection connection, Random random)
    {
        var statement = random.Next(10) switch
        {
            < 5 => Transfer(random),
            5 => $"insert into journal select 'kind {random.Next(10)}', {random.Next(5)}, 'remark' from generate_series(1, {random.Next(1, 4)})",
            6 => $"update journal set amount = amount + 1 where ctid = (select ctid from journal where kind = 'kind {random.Next(10)}' limit 1)",
            7 => $"delete from journal where ctid = (select ctid from journal where kind = 'kind {random.Next(10)}' limit 1)",
            8 => $"insert into document (title, body) values ('new {random.Next()}', repeat(md5('{random.Next()}'), {random.Next(1, 200)}))",
            _ => random.Next(4) switch
            {
                0 => $"update document set body = repeat(md5('{random.Next()}'), 150) where id = {random.Next(1, 300)}",
                1 => $"delete from document where id = {random.Next(1, 300)}",
                _ => $"update document set title = 'renamed {random.Next()}' where id = {random.Next(1, 300)}", // The body stays out of line, unchanged.
            },
        };
        await connection.ExecuteAsync(statement);
    }

    private static string Transfer(Random random)
    {
        var (from, to, amount) = (random.Next(1, Bank.Accounts + 1), random.Next(1, Bank.Accounts + 1), random.Next(1, 50));
        // The lower id first, so that two transfers rarely deadlock. One string is one transaction.
        var statements = new[] { (Id: from, Change: -amount), (Id: to, Change: amount) }.OrderBy(change => change.Id)
            .Select(change => $"update account set balance = balance + {change.Change}, stamp = stamp + 1 where id = {change.Id}");
        return string.Join("; ", statements);
    }
}
