using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Swaps;

/// <summary>
/// Something around a table that a swap has made anew under its name, as the old one has it no more. Who had looked the old one up before the swap goes on with it, so that it is
/// dropped only when nobody can have. Dropped only while both its oid and its name are what they were.
/// </summary>
public sealed record ReplacedObject(ReplacedKind Kind, uint Oid, QualifiedTable Name);

/// <summary>Kept as its number in the record of a swap.</summary>
public enum ReplacedKind
{
    MaterializedView = 1,

    /// <summary>A function or procedure with the row type of a table in its signature.</summary>
    Routine = 2,
}
