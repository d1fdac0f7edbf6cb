using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Swaps;

/// <summary>What remains to do once a swap has committed. It can be kept as JSON and done by another process.</summary>
/// <param name="ToValidate">Constraints that were valid before and stand there NOT VALID, because looking at every row does not belong under the lock.</param>
/// <param name="Retired">The tables that were live before.</param>
public sealed record SwapAfterwards(IReadOnlyList<TableConstraint> ToValidate, IReadOnlyList<RetiredTable> Retired)
{
    /// <summary>Dropped together with the tables. A record of an earlier version has none.</summary>
    public IReadOnlyList<ReplacedObject> Replaced { get; init; } = [];
}

/// <summary>A constraint by its table and name.</summary>
public sealed record TableConstraint(QualifiedTable Table, string Name)
{
    /// <summary>Tells a person of a constraint that <see cref="Validation"/> has returned.</summary>
    public string IsViolated => $"{Name} on {Table} is there, but NOT VALID: rows violate it.";
}

/// <summary>A table that a swap has taken out of use. It is dropped only while both its oid and its name are what they were.</summary>
public sealed record RetiredTable(uint Oid, QualifiedTable Name);
