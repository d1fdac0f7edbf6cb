namespace BunnyDb.Postgres.Schema;

/// <summary>What a type is made of (<c>pg_type.typtype</c>).</summary>
public enum TypeKind
{
    /// <summary>A scalar or an array.</summary>
    Base,
    Composite,
    Domain,
    Enum,
    Pseudo,
    Range,
    Multirange,
}
