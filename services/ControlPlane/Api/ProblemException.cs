namespace BunnyDb.ControlPlane.Api;

/// <summary>Ends a request with a problem.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    internal Problem Problem { get; } = problem;
}
