using System.Collections.Concurrent;
using System.Text;

namespace BunnyDb.Contracts.Mirrors;

/// <summary>Enum members as the contract and the catalog spell them: <c>SettingUp</c> is <c>SETTING_UP</c>.</summary>
public static class WireName
{
    private static readonly ConcurrentDictionary<Enum, string> Names = new();

    public static string Of<T>(T value) where T : struct, Enum => Names.GetOrAdd(value, static v => Upper(v.ToString()));

    /// <exception cref="FormatException">No member of <typeparamref name="T"/> is spelled so.</exception>
    public static T Parse<T>(string text) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == text)
            {
                return value;
            }
        }

        throw new FormatException($"'{text}' is no {typeof(T).Name}.");
    }

    private static string Upper(string pascal)
    {
        var upper = new StringBuilder();
        foreach (var letter in pascal)
        {
            if (char.IsUpper(letter) && upper.Length > 0)
            {
                upper.Append('_');
            }

            upper.Append(char.ToUpperInvariant(letter));
        }

        return upper.ToString();
    }
}
