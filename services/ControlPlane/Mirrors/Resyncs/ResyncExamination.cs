using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Peers;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Preflight;
using BunnyDb.ControlPlane.Peers;
using BunnyDb.Postgres.Preflight;
using BunnyDb.Postgres.Schema;

namespace BunnyDb.ControlPlane.Mirrors.Resyncs;

/// <summary>Looks at both databases before a resync, and writes nothing.</summary>
internal sealed class ResyncExamination(PeerStore peers, PeerAccess access)
{
    /// <exception cref="Contracts.Faults.FaultException">A database is away.</exception>
    internal async Task<(PreflightFindings Findings, ResyncPlanReply Plan)> ExamineAsync(Mirror mirror, IReadOnlyList<TableMapping> mappings, CancellationToken ct)
    {
        var source = await peers.GetAsync(mirror.SourcePeer, ct);
        var destination = await peers.GetAsync(mirror.DestinationPeer, ct);
        var strategy = mirror.Options.ResyncStrategy;
        return await access.AskAsync(source, (s, _) => access.AskAsync(destination, async (d, token) =>
        {
            var onSource = await SourcePreflight.RunForResyncAsync(s, mappings, token);
            var onDestination = await ResyncPreflight.RunAsync(s, d, mappings, strategy, token);
            var live = await SchemaReader.ReadTablesAsync(d, mappings.Select(mapping => mapping.Destination), token);
            var findings = new PreflightFindings(onSource, onDestination.Findings);
            var all = onSource.And(onDestination.Findings);
            return (findings, new ResyncPlanReply(
                all.IsRefused ? "The resync would be refused" : "The resync can start", [.. mappings.Select(mapping => mapping.Source.ToString())], strategy,
                [.. all.Refusals.Select(Told)], [.. all.Advice.Select(Told)], onDestination.Users, onDestination.BytesToCopy,
                ResyncSteps.Of(mirror, mappings, strategy, live)));
        }, ct), ct);
    }

    private static Reason Told(Finding finding) => new(finding.Code, finding.Message, finding.Remedy, finding.Table?.ToString(), finding.Column);
}
