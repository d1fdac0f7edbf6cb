namespace BunnyDb.Postgres.Schema;

/// <summary>A primary key, unique, check or exclusion constraint.</summary>
/// <param name="Definition">As <c>pg_get_constraintdef</c> prints it, what follows <c>add constraint NAME</c>, without NOT VALID: equal text means equal constraints.</param>
/// <param name="Columns">Numbers of the columns it names.</param>
/// <param name="Index">The index behind it; null for a check.</param>
/// <param name="IsValidated">False: a check that is NOT VALID. It holds for rows that are written from now on, older ones may break it.</param>
public sealed record ConstraintShape(string Name, ConstraintKind Kind, string Definition, IReadOnlyList<int> Columns, uint? Index, bool IsValidated);
