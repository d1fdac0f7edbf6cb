using System.CommandLine;
using BunnyDb.Cli.Verbs;

namespace BunnyDb.Cli;

/// <summary><c>bunnydb VERB</c>: everything through the REST API.</summary>
internal static class BunnyCommand
{
    internal static RootCommand Create()
    {
        var root = new RootCommand("Keeps tables of one PostgreSQL in step with another. Every verb asks BunnyDb's REST API.");
        root.Options.Add(CommonOptions.Url);
        root.Options.Add(CommonOptions.Json);
        root.Subcommands.Add(LoginVerb.Create());
        root.Subcommands.Add(PeerVerbs.Create());
        root.Subcommands.Add(MirrorVerbs.Create());
        root.Subcommands.Add(ActionVerbs.Pause());
        root.Subcommands.Add(ActionVerbs.Resume());
        root.Subcommands.Add(ActionVerbs.Retry());
        root.Subcommands.Add(SyncSchemaVerb.Create());
        root.Subcommands.Add(ResyncVerbs.Start());
        root.Subcommands.Add(ResyncVerbs.Cancel());
        root.Subcommands.Add(ResyncVerbs.Cutover());
        root.Subcommands.Add(ResyncVerbs.History());
        root.Subcommands.Add(TablesVerb.Create());
        root.Subcommands.Add(LogsVerb.Create());
        root.Subcommands.Add(WatchVerb.Create());
        return root;
    }
}
