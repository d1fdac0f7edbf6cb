namespace BunnyDb.Catalog.Access;

/// <summary>The spelling of <see cref="Role"/> in the contract and the catalog.</summary>
public static class Roles
{
    public const string Admin = "admin";
    public const string Viewer = "viewer";

    public static string Print(Role role) => role == Role.Admin ? Admin : Viewer;

    public static bool TryParse(string? text, out Role role)
    {
        role = text == Admin ? Role.Admin : Role.Viewer;
        return text is Admin or Viewer;
    }

    /// <exception cref="FormatException">Not a role.</exception>
    public static Role Parse(string text) => TryParse(text, out var role) ? role : throw new FormatException($"'{text}' is no role.");
}
