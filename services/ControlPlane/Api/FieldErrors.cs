namespace BunnyDb.ControlPlane.Api;

/// <summary>What is wrong with a request's fields, by their JSON path (<c>table_mappings[1].source_table</c>).</summary>
internal sealed class FieldErrors
{
    private readonly SortedDictionary<string, List<string>> byPath = new(StringComparer.Ordinal);

    internal bool Any => byPath.Count > 0;

    internal void Add(string path, string sentence)
    {
        if (!byPath.TryGetValue(path, out var sentences))
        {
            byPath[path] = sentences = [];
        }

        sentences.Add(sentence);
    }

    /// <summary>Adds the sentence unless <paramref name="holds"/>; returns it.</summary>
    internal bool Require(bool holds, string path, string sentence)
    {
        if (!holds)
        {
            Add(path, sentence);
        }

        return holds;
    }

    internal IReadOnlyDictionary<string, IReadOnlyList<string>> ToDictionary() =>
        byPath.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)pair.Value);

    /// <exception cref="ProblemException">400 with everything that was added.</exception>
    internal void ThrowIfAny()
    {
        if (Any)
        {
            throw ProblemOf.Invalid(ToDictionary());
        }
    }
}
