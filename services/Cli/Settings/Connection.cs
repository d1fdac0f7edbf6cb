using System.CommandLine;
using BunnyDb.Cli.Api;

namespace BunnyDb.Cli.Settings;

/// <summary>Where the API is and who asks: from the command line, the environment, or the last login.</summary>
internal static class Connection
{
    private const string DefaultUrl = "http://127.0.0.1:8112";

    internal static string UrlOf(ParseResult parsed) =>
        parsed.GetValue(CommonOptions.Url) ?? Variable("BUNNY_API_URL") ?? StoredLogin.Read()?.Url ?? DefaultUrl;

    /// <summary>A stored token goes only to the address that it is from.</summary>
    internal static ApiClient Open(ParseResult parsed)
    {
        var url = UrlOf(parsed);
        var token = Variable("BUNNY_TOKEN") ?? (StoredLogin.Read() is { } login && login.Url == url ? login.Token : null);
        return new ApiClient(url, token);
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
