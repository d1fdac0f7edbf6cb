using System.CommandLine;

namespace BunnyDb.Cli;

/// <summary>Options that every verb takes.</summary>
internal static class CommonOptions
{
    internal static readonly Option<string?> Url = new("--url")
    {
        Description = "Where the API is; else BUNNY_API_URL, else what 'bunnydb login' remembered, else http://127.0.0.1:8112.",
        Recursive = true,
    };

    internal static readonly Option<bool> Json = new("--json")
    {
        Description = "Print the API's reply as it is.",
        Recursive = true,
    };
}
