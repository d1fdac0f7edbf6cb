using System.Text.RegularExpressions;

namespace BunnyDb.Contracts.Values;

/// <summary>
/// A mirror's name: 1 to 48 of <c>a-z0-9_</c>, so that <c>bunny_NAME</c> (and a temporary lane's suffix of 9) is a legal slot name of at most 63 bytes.
/// <c>default</c> has a null value and names nothing.
/// </summary>
public readonly partial record struct MirrorName(string Value)
{
    public static bool IsLegal(string? text) => text is not null && Legal().IsMatch(text);

    /// <summary>The name of the main lane's slot, and of its publication.</summary>
    public string SlotName => $"bunny_{Value}";

    public override string ToString() => Value;

    [GeneratedRegex("^[a-z0-9_]{1,48}\\z")]
    private static partial Regex Legal();
}
