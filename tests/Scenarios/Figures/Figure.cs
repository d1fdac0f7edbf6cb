using BunnyDb.Integration.Fixture;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Figures;

/// <summary>What a scenario measured: printed with the test, and kept in <c>artifacts/scenarios/figures.txt</c>.</summary>
internal static class Figure
{
    public static void Print(ITestOutputHelper output, string line)
    {
        output.WriteLine(line);
        var folder = Path.Combine(ProjectScript.RepositoryRoot, "artifacts", "scenarios");
        Directory.CreateDirectory(folder);
        File.AppendAllText(Path.Combine(folder, "figures.txt"), $"{DateTimeOffset.UtcNow:u} {line}\n");
    }
}
