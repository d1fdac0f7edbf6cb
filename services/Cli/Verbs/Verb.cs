using System.CommandLine;
using BunnyDb.Cli.Api;
using BunnyDb.Cli.Settings;

namespace BunnyDb.Cli.Verbs;

/// <summary>Gives a command what it does: 0 when it was done, 1 with the reason on standard error when not.</summary>
internal static class Verb
{
    internal static Command Does(this Command command, Func<ParseResult, ApiClient, CancellationToken, Task> action)
    {
        command.SetAction(async (parsed, ct) =>
        {
            try
            {
                using var api = Connection.Open(parsed);
                await action(parsed, api, ct);
                return 0;
            }
            // The API refused; or a file, here or at the other end of a connection, cannot be read: .NET says of a folder that access is denied.
            catch (Exception e) when (e is ApiException or IOException or UnauthorizedAccessException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(e.Message);
                return 1;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return 130; // As a shell reports an interrupt.
            }
        });
        return command;
    }

    internal static Argument<string> Name(string what) => new("name") { Description = $"The {what}'s name." };

    internal static string Escape(string name) => Uri.EscapeDataString(name);
}
