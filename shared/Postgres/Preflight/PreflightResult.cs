namespace BunnyDb.Postgres.Preflight;

/// <summary>Everything a preflight found; it wrote nothing.</summary>
/// <param name="Refusals">Any one of them refuses the mirror.</param>
/// <param name="Advice">Worth a warning; the mirror can run.</param>
public sealed record PreflightResult(IReadOnlyList<Finding> Refusals, IReadOnlyList<Finding> Advice)
{
    public bool IsRefused => Refusals.Count > 0;

    public PreflightResult And(PreflightResult other) => new([.. Refusals, .. other.Refusals], [.. Advice, .. other.Advice]);
}
