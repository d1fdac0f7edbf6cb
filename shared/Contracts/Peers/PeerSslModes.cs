namespace BunnyDb.Contracts.Peers;

/// <summary>The spelling of <see cref="PeerSslMode"/> in the contract and in libpq.</summary>
public static class PeerSslModes
{
    private static readonly Dictionary<string, PeerSslMode> ByName = new()
    {
        ["disable"] = PeerSslMode.Disable,
        ["prefer"] = PeerSslMode.Prefer,
        ["require"] = PeerSslMode.Require,
        ["verify-ca"] = PeerSslMode.VerifyCa,
        ["verify-full"] = PeerSslMode.VerifyFull,
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static bool TryParse(string? text, out PeerSslMode mode)
    {
        mode = default;
        return text is not null && ByName.TryGetValue(text, out mode);
    }

    /// <exception cref="FormatException">Not one of <see cref="Names"/>.</exception>
    public static PeerSslMode Parse(string text) =>
        TryParse(text, out var mode) ? mode : throw new FormatException($"'{text}' is no ssl_mode; one of {string.Join(", ", Names)}.");

    public static string Print(PeerSslMode mode) => ByName.Single(pair => pair.Value == mode).Key;
}
