namespace BunnyDb.Benchmarks.Stacks;

/// <summary>A running stack, as <c>scripts/stack</c> left it in its run folder.</summary>
internal sealed record Stack(string Directory, IReadOnlyDictionary<string, string> Facts)
{
    internal Uri Api => new(Facts["API_URL"]);

    internal string AdminUser => Facts["ADMIN_USER"];

    internal string AdminPassword => Facts["ADMIN_PASSWORD"];

    internal Uri Source => new(Facts["SOURCE_URL"]);

    internal Uri Destination => new(Facts["DESTINATION_URL"]);

    /// <summary>Reads <c>env</c>, which holds one shell assignment a line, its value quoted or plain.</summary>
    internal static Stack Read(string directory) => new(
        directory,
        File.ReadLines(Path.Combine(directory, "env"))
            .Select(line => line.Split('=', 2))
            .ToDictionary(parts => parts[0], parts => parts[1].Trim('\'')));
}
