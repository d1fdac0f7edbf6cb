using System.Globalization;
using Xunit.Abstractions;

namespace BunnyDb.Scenarios.Data;

/// <summary>Random moments are drawn from a seed that is printed; <c>BUNNY_TEST_SEED</c> draws the same ones again.</summary>
internal static class Seed
{
    public static int Draw(ITestOutputHelper output)
    {
        var seed = Environment.GetEnvironmentVariable("BUNNY_TEST_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        output.WriteLine($"BUNNY_TEST_SEED={seed}");
        return seed;
    }

    /// <summary>Lets a random part of <paramref name="atMost"/> go by: when something happens is what is being tested.</summary>
    public static Task RandomMomentAsync(this Random random, TimeSpan atMost) => Task.Delay(atMost * random.NextDouble());
}
