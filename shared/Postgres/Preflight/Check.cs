namespace BunnyDb.Postgres.Preflight;

/// <summary>One requirement of a peer, and whether it is met.</summary>
/// <param name="Name">Stable, snake_case.</param>
/// <param name="Detail">What is there, in a sentence.</param>
/// <param name="Remedy">What to do when it is not met.</param>
public sealed record Check(string Name, bool Ok, string Detail, string Remedy)
{
    /// <summary>Recommended, not required: a peer that lacks it still works.</summary>
    public bool IsAdvice { get; init; }

    /// <summary>The code of the finding that a preflight makes of it when it is not met.</summary>
    public string FailureCode { get; init; } = Name;
}
