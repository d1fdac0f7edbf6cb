using System.CommandLine;
using BunnyDb.Cli.Output;

namespace BunnyDb.Cli.Verbs;

/// <summary><c>bunnydb pause</c>, <c>resume</c>, <c>retry</c>.</summary>
internal static class ActionVerbs
{
    internal static Command Pause() => Action("pause", "Pause a mirror; returns once nothing more will be written to its destination.");

    internal static Command Resume() => Action("resume", "Let a paused mirror continue exactly where it stopped.");

    internal static Command Retry() => Action("retry", "Try again at once what a mirror waits to try again.");

    private static Command Action(string verb, string description)
    {
        var name = Verb.Name("mirror");
        return new Command(verb, description) { name }.Does(async (parsed, api, ct) =>
            Reply.Message(parsed, await api.PostAsync($"/v1/mirrors/{Verb.Escape(parsed.GetValue(name)!)}/{verb}", null, ct)));
    }
}
