namespace BunnyDb.Catalog.Access;

/// <summary>A person who may log in.</summary>
/// <param name="PasswordHash">PBKDF2 with its salt and cost; printing the record never shows it.</param>
public sealed record Account(string Username, string PasswordHash, Role Role, DateTimeOffset CreatedAt)
{
    public override string ToString() => $"{Username} ({Roles.Print(Role)})";
}

/// <summary>What became of a request to remove an account.</summary>
public enum AccountRemoval
{
    Removed,
    NotFound,

    /// <summary>Refused: nobody could administer BunnyDb any more.</summary>
    LastAdmin,
}
