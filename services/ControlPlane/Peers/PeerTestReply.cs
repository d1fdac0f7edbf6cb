using System.Text.Json.Serialization;
using BunnyDb.Postgres.Preflight;

namespace BunnyDb.ControlPlane.Peers;

/// <summary>What a test of a peer found.</summary>
/// <param name="Success">BunnyDb can connect, and the peer can be a source, a destination or both; the checks say what it lacks for either.</param>
internal sealed record PeerTestReply(
    bool Success,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error,
    IReadOnlyList<PeerCheckReply> Checks)
{
    private const string Both = "both";

    internal static PeerTestReply Of(string version, IReadOnlyList<Check> source, IReadOnlyList<Check> destination)
    {
        var common = source.Select(check => check.Name).Intersect(destination.Select(check => check.Name)).ToHashSet();
        var checks = new List<PeerCheckReply> { new("connect", true, Both, "BunnyDb can connect.", null) };
        checks.AddRange(source.Select(check => PeerCheckReply.Of(check, common.Contains(check.Name) ? Both : "source")));
        checks.AddRange(destination.Where(check => !common.Contains(check.Name)).Select(check => PeerCheckReply.Of(check, "destination")));
        var usable = IsMet(source) || IsMet(destination);
        return new PeerTestReply(usable, version, usable ? null : "The peer can be neither a source nor a destination.", checks);
    }

    private static bool IsMet(IReadOnlyList<Check> checks) => checks.All(check => check.Ok || check.IsAdvice);
}

/// <param name="NeededFor"><c>source</c>, <c>destination</c> or <c>both</c>.</param>
/// <param name="Remedy">Null when nothing is to be done.</param>
internal sealed record PeerCheckReply(string Name, bool Ok, string? NeededFor, string Detail, string? Remedy)
{
    internal static PeerCheckReply Of(Check check, string neededFor) =>
        new(check.Name, check.Ok, neededFor, check.Detail, check.Ok ? null : check.Remedy);
}
