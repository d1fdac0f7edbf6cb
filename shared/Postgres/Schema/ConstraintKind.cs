namespace BunnyDb.Postgres.Schema;

/// <summary>The constraints of one table; foreign keys are <see cref="ForeignKeyShape"/>, not null belongs to the column.</summary>
public enum ConstraintKind
{
    PrimaryKey,
    Unique,
    Check,
    Exclusion,
}
