using System.Text;
using BunnyDb.Benchmarks;
using Npgsql;

// Started by scripts/bench, which has a stack running and its addresses in the environment.
Console.OutputEncoding = Encoding.UTF8;
using var interrupted = new CancellationTokenSource(TimeSpan.FromHours(4));
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};
try
{
    await using var benchmark = new Benchmark(Settings.FromEnvironment());
    await benchmark.RunAsync(interrupted.Token);
    return 0;
}
catch (Exception e) when (e is InvalidOperationException or OperationCanceledException or NpgsqlException)
{
    Console.Error.WriteLine(e is OperationCanceledException ? "interrupted" : e.Message);
    return 1;
}
