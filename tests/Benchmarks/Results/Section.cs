namespace BunnyDb.Benchmarks.Results;

/// <summary>A part of the page that is measured by itself: what came out, and what the figures mean.</summary>
/// <param name="Title">Its heading, by which it is found again.</param>
/// <param name="Tables">Without a row: it was not measured.</param>
internal sealed record Section(string Title, IReadOnlyList<ResultTable> Tables, string Meaning)
{
    private const string Heading = "\n## ";

    private bool IsMeasured => Tables.Any(table => !table.IsEmpty);

    /// <summary>As it was measured now, or else as an earlier page has it; empty when there is neither.</summary>
    /// <param name="made">By what and on what it was measured now.</param>
    internal string Over(string made, string earlier) => IsMeasured
        ? $"""
        {Heading}{Title}

        {made}

        {string.Join('\n', Tables.Where(table => !table.IsEmpty))}
        {Meaning}

        """
        : Of(earlier);

    private string Of(string earlier)
    {
        var start = earlier.IndexOf($"{Heading}{Title}\n", StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        var end = earlier.IndexOf(Heading, start + Heading.Length, StringComparison.Ordinal);
        return end < 0 ? earlier[start..] : earlier[start..end];
    }
}
