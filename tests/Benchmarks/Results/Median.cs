namespace BunnyDb.Benchmarks.Results;

internal static class Median
{
    /// <summary>Of an even number, what lies between the two in the middle. Null: there is none.</summary>
    internal static double? Of(IEnumerable<double> numbers)
    {
        var ordered = numbers.Order().ToList();
        var middle = ordered.Count / 2;
        return ordered.Count switch
        {
            0 => null,
            var count when count % 2 == 1 => ordered[middle],
            _ => (ordered[middle - 1] + ordered[middle]) / 2,
        };
    }
}
