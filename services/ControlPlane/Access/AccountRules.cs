using System.Text.RegularExpressions;
using BunnyDb.ControlPlane.Api;

namespace BunnyDb.ControlPlane.Access;

/// <summary>What names and passwords may look like.</summary>
internal static partial class AccountRules
{
    private const int PasswordLengthMax = 256;

    internal static void CheckName(string? name, string field, FieldErrors errors) =>
        errors.Require(name is not null && Name().IsMatch(name), field, $"'{field}' must be 1 to 64 letters, digits or . _ @ -");

    internal static void CheckPassword(string? password, string field, FieldErrors errors) =>
        errors.Require(password is { Length: > 0 and <= PasswordLengthMax }, field, $"'{field}' must be 1 to {PasswordLengthMax} characters.");

    [GeneratedRegex(@"^[A-Za-z0-9._@-]{1,64}\z")]
    private static partial Regex Name();
}
