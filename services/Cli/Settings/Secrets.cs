using Spectre.Console;

namespace BunnyDb.Cli.Settings;

/// <summary>Reads a secret where no process list shows it: from a variable, from the terminal unseen, or from standard input.</summary>
internal static class Secrets
{
    internal static string Read(string variable, string prompt)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
        {
            return value;
        }

        return Console.IsInputRedirected
            ? Console.ReadLine() ?? ""
            : AnsiConsole.Prompt(new TextPrompt<string>(prompt).Secret().AllowEmpty());
    }
}
