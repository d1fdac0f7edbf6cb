using System.Text;
using BunnyDb.Demo;

// Started by scripts/demo, which has a stack running and its addresses in the environment.
Console.OutputEncoding = Encoding.UTF8;
var addresses = Addresses.FromEnvironment();
using var interrupted = new CancellationTokenSource(TimeSpan.FromMinutes(10));
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};
await using var story = new Story(addresses);
try
{
    return await story.TellAsync(interrupted.Token) ? 0 : 1;
}
catch (Exception e) when (e is InvalidOperationException or OperationCanceledException)
{
    Console.Error.WriteLine(e is OperationCanceledException ? "interrupted" : e.Message);
    return 1;
}
