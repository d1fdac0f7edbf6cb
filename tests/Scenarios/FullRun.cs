namespace BunnyDb.Scenarios;

/// <summary>A long run (<c>make test-full</c>) takes the whole matrix; <c>make test</c> takes of it what a few minutes allow.</summary>
internal static class FullRun
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("BUNNY_TEST_FULL") == "1";
}
