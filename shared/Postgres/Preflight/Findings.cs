using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Preflight;

/// <summary>Collects what one preflight finds.</summary>
internal sealed class Findings
{
    private readonly List<Finding> refusals = [];
    private readonly List<Finding> advice = [];

    internal void Refuse(string code, string message, string remedy, QualifiedTable? table = null, string? column = null) =>
        refusals.Add(new Finding(code, message, remedy, table, column));

    internal void Advise(string code, string message, string remedy, QualifiedTable? table = null, string? column = null) =>
        advice.Add(new Finding(code, message, remedy, table, column));

    internal void Add(IEnumerable<Check> checks)
    {
        foreach (var check in checks.Where(check => !check.Ok))
        {
            (check.IsAdvice ? advice : refusals).Add(new Finding(check.FailureCode, check.Detail, check.Remedy));
        }
    }

    internal PreflightResult ToResult() => new(refusals, advice);
}
