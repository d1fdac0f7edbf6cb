using System.Globalization;
using Npgsql;

namespace BunnyDb.Scenarios.Data;

/// <summary>
/// An application that reads a mirrored <see cref="Bank"/> all the time. A read that shows half of a transaction, or an older state than
/// the one before, is remembered and fails the test at <see cref="StopAsync"/>.
/// </summary>
internal sealed class BankReader : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly NpgsqlDataSource destination;
    private readonly decimal expectedBalance;
    private readonly TimeSpan breath;
    private readonly Task reading;
    private readonly List<string> wrong = [];
    private int reads;

    private BankReader(NpgsqlDataSource destination, decimal expectedBalance, TimeSpan breath)
    {
        this.destination = destination;
        this.expectedBalance = expectedBalance;
        this.breath = breath;
        reading = Task.Run(() => ReadAsync(stopping.Token));
    }

    public int Reads => Volatile.Read(ref reads);

    /// <param name="expectedBalance">The sum that every consistent read shows.</param>
    public static BankReader Start(NpgsqlDataSource destination, decimal expectedBalance, TimeSpan? breath = null) =>
        new(destination, expectedBalance, breath ?? TimeSpan.FromMilliseconds(20));

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await reading;
        wrong.ShouldBeEmpty();
        reads.ShouldBeGreaterThan(0);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await reading;
        stopping.Dispose();
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        decimal stampBefore = 0;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var (balance, stamp) = await Bank.SumsAsync(destination);
                if (balance != expectedBalance || stamp < stampBefore)
                {
                    wrong.Add(string.Create(
                        CultureInfo.InvariantCulture, $"read {reads}: balance {balance} instead of {expectedBalance}, stamp {stamp} after {stampBefore}"));
                }

                stampBefore = stamp;
                Interlocked.Increment(ref reads);
            }
            catch (NpgsqlException)
            {
                // The destination may be killed under us.
            }

            await Task.Delay(breath, CancellationToken.None);
        }
    }
}
