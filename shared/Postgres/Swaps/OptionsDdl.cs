namespace BunnyDb.Postgres.Swaps;

/// <summary>Options of a table or a column, each as the catalog keeps it: <c>name=value</c>, those of a TOAST table as <c>toast.name=value</c>.</summary>
internal static class OptionsDdl
{
    /// <summary><c>with (…)</c>, or nothing.</summary>
    internal static string With(IReadOnlyList<string> options) => options.Count == 0 ? "" : $" with ({Assignments(options)})";

    /// <summary><c>reset (…)</c> and <c>set (…)</c>, as far as they are needed.</summary>
    internal static IEnumerable<string> Changes(IReadOnlyList<string> wanted, IReadOnlyList<string> present)
    {
        if (present.Select(Name).Except(wanted.Select(Name)).ToList() is { Count: > 0 } gone)
        {
            yield return $"reset ({string.Join(", ", gone.Select(Quote))})";
        }

        if (wanted.Except(present).ToList() is { Count: > 0 } changed)
        {
            yield return $"set ({Assignments(changed)})";
        }
    }

    private static string Assignments(IEnumerable<string> options) =>
        string.Join(", ", options.Select(option => $"{Quote(Name(option))} = {Identifiers.Literal(option[(Name(option).Length + 1)..])}"));

    private static string Name(string option) => option[..option.IndexOf('=')];

    private static string Quote(string name) => string.Join('.', name.Split('.').Select(Identifiers.Quote));
}
