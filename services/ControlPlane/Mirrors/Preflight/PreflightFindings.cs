using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Api;
using BunnyDb.ControlPlane.Mirrors.Configuration;
using BunnyDb.Postgres.Preflight;

namespace BunnyDb.ControlPlane.Mirrors.Preflight;

/// <summary>What both preflights found, and how a request is refused for it. Pure.</summary>
internal sealed record PreflightFindings(PreflightResult Source, PreflightResult Destination)
{
    internal IReadOnlyList<Finding> Advice => Source.And(Destination).Advice;

    /// <summary>Without what concerns other tables only.</summary>
    internal PreflightFindings Concerning(IReadOnlyList<TableMapping> mappings)
    {
        var sources = mappings.Select(mapping => mapping.Source).ToHashSet();
        var destinations = mappings.Select(mapping => mapping.Destination).ToHashSet();
        return new PreflightFindings(Narrow(Source), Narrow(Destination));

        PreflightResult Narrow(PreflightResult result) => new([.. result.Refusals.Where(Concerns)], [.. result.Advice.Where(Concerns)]);
        bool Concerns(Finding finding) => finding.Table is not { } table || sources.Contains(table) || destinations.Contains(table);
    }

    /// <exception cref="ProblemException">422 with every reason, and each at the field of the request that it concerns.</exception>
    internal void ThrowIfRefused(IReadOnlyList<TableMapping> mappings)
    {
        var refusals = Source.Refusals.Select(finding => (Side.Source, finding)).Concat(Destination.Refusals.Select(finding => (Side.Destination, finding))).ToList();
        if (refusals.Count > 0)
        {
            throw Refusal(refusals, mappings);
        }
    }

    internal static ProblemException Unreachable(IEnumerable<(Side Side, Fault Fault)> faults, IReadOnlyList<TableMapping> mappings) =>
        Refusal([.. faults.Select(f => (f.Side, new Finding(f.Fault.Code, f.Fault.Message, f.Fault.Remedy)))], mappings);

    private static ProblemException Refusal(IReadOnlyList<(Side Side, Finding Finding)> refusals, IReadOnlyList<TableMapping> mappings)
    {
        var errors = new FieldErrors();
        foreach (var (side, finding) in refusals)
        {
            errors.Add(PathOf(side, finding, mappings), finding.Message);
        }

        return new ProblemException(ProblemOf.Status(
            422, "preflight_failed", string.Join(" ", refusals.Select(r => r.Finding.Message)), "Do what each of \"reasons\" asks for, then send the request again. Nothing was changed.")
            with
            {
                Errors = errors.ToDictionary(),
                Reasons = [.. refusals.Select(r => new Reason(r.Finding.Code, r.Finding.Message, r.Finding.Remedy, r.Finding.Table?.ToString(), r.Finding.Column))],
            });
    }

    private static string PathOf(Side side, Finding finding, IReadOnlyList<TableMapping> mappings)
    {
        var peer = side == Side.Source ? "source_peer" : "destination_peer";
        if (finding.Table is not { } table || IndexOf(side, table, mappings) is not { } index)
        {
            return peer;
        }

        var mapping = mappings[index];
        var field = finding.Column switch
        {
            { } column when mapping.ExcludeColumns.Contains(column) => "exclude_columns",
            { } column when mapping.PartitionKey == column => "partition_key",
            _ => side == Side.Source ? "source_table" : "destination_table",
        };
        return $"{MappingValidator.Path(index)}.{field}";
    }

    private static int? IndexOf(Side side, QualifiedTable table, IReadOnlyList<TableMapping> mappings)
    {
        for (var index = 0; index < mappings.Count; index++)
        {
            if ((side == Side.Source ? mappings[index].Source : mappings[index].Destination) == table)
            {
                return index;
            }
        }

        return null;
    }
}
