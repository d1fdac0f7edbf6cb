namespace BunnyDb.Catalog.Access;

/// <summary>What a user or token may do. Stored and printed in lowercase.</summary>
public enum Role
{
    /// <summary>Reads only.</summary>
    Viewer,

    /// <summary>Everything.</summary>
    Admin,
}
