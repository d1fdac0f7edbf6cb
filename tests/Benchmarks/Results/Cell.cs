namespace BunnyDb.Benchmarks.Results;

/// <summary>How numbers are written in the tables; what was not measured is an empty cell.</summary>
internal static class Cell
{
    internal static string Number(double? number) => number is { } n ? $"{n:0.00}" : "";

    internal static string Numbers(IEnumerable<double> numbers) => string.Join(" ", numbers.Select(number => $"{number:0.00}"));
}
