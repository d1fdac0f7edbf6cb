using System.Text;
using BunnyDb.Demo;
using BunnyDb.Demo.Resyncs;
using Npgsql;

// Started by scripts/demo, which has a stack running and its addresses in the environment.
Console.OutputEncoding = Encoding.UTF8;
var addresses = Addresses.FromEnvironment();
using var interrupted = new CancellationTokenSource(TimeSpan.FromMinutes(10));
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};
using var control = new ControlPlane(addresses.Api);
await using var story = new Story(addresses, control);
await using var swap = new SwapStory(addresses, control);
try
{
    // The second half is told even if the first did not end well.
    var equal = await story.TellAsync(interrupted.Token);
    return await swap.TellAsync(interrupted.Token) && equal ? 0 : 1;
}
catch (Exception e) when (e is InvalidOperationException or OperationCanceledException or NpgsqlException)
{
    Console.Error.WriteLine(e is OperationCanceledException ? "interrupted" : e.Message);
    return 1;
}
