using BunnyDb.Scenarios.Mirrors;
using Npgsql;

namespace BunnyDb.Scenarios.Data;

/// <summary>
/// An application that reads a mirrored <see cref="Bank"/> all the time. A read that shows half of a transaction, or an older state than
/// the one before, is remembered and fails the test at <see cref="StopAsync"/>.
/// </summary>
internal sealed class BankReader : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlDataSource destination;
    private readonly decimal expectedBalance;
    private readonly TimeSpan breath;
    private readonly Task reading;
    private readonly List<string> wrong = [];
    private readonly List<string> unanswered = [];
    private int reads;

    private BankReader(Scenario scenario, decimal expectedBalance, TimeSpan breath)
    {
        (source, destination) = (scenario.Source, scenario.Destination);
        this.expectedBalance = expectedBalance;
        this.breath = breath;
        reading = Task.Run(() => ReadAsync(stopping.Token));
    }

    public int Reads => Volatile.Read(ref reads);

    /// <param name="expectedBalance">The sum that every consistent read shows.</param>
    public static BankReader Start(Scenario scenario, decimal expectedBalance, TimeSpan? breath = null) =>
        new(scenario, expectedBalance, breath ?? TimeSpan.FromMilliseconds(20));

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await reading;
        (await Bank.SumsAsync(source)).Balance.ShouldBe(expectedBalance, "the source itself");
        wrong.ShouldBeEmpty($"of {reads} reads; not answered were: {string.Join("; ", unanswered)}");
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
        BankSums? before = null;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var (now, last) = (await Bank.SumsAsync(destination), before);
                before = now;
                Interlocked.Increment(ref reads);
                if (now.Balance != expectedBalance || now.Stamp < (last?.Stamp ?? 0))
                {
                    // Remembered before anything else is asked of a destination that may not answer.
                    wrong.Add($"{DateTime.UtcNow:O} {now} after {last}");
                    wrong.Add($"lanes then: {await LanesAsync()}");
                }
            }
            catch (NpgsqlException e)
            {
                // The destination may be killed under us.
                unanswered.Add($"{DateTime.UtcNow:O} {e.Message}");
            }

            await Task.Delay(breath, CancellationToken.None);
        }
    }

    private Task<string> LanesAsync() =>
        destination.ScalarAsync<string>("select coalesce(string_agg(format('generation %s epoch %s position %s', generation, epoch, position), ', '), 'none') from bunnydb.lane");
}
