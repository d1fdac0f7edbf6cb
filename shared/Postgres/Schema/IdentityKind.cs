namespace BunnyDb.Postgres.Schema;

/// <summary><c>generated { always | by default } as identity</c>.</summary>
public enum IdentityKind
{
    Always,
    ByDefault,
}
