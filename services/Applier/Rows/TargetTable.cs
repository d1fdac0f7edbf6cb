using BunnyDb.Contracts.Values;
using BunnyDb.Postgres;

namespace BunnyDb.Applier.Rows;

/// <summary>A destination table as far as writing rows to it needs.</summary>
/// <param name="FiresOnChange">A trigger or a rule sees the changes that our session makes, a foreign key's too.</param>
/// <param name="HasRules">PostgreSQL then refuses INSERT … ON CONFLICT, whether they fire or not.</param>
internal sealed record TargetTable(
    QualifiedTable Name, bool IsPartitioned, bool FiresOnChange, bool HasRules, IReadOnlyDictionary<string, TargetColumn> Columns, IReadOnlyList<TargetKey> Keys)
{
    /// <summary>For UPDATE, DELETE and TRUNCATE: tables that inherit from this one on the destination are somebody else's, its partitions are its own.</summary>
    internal string Rows => IsPartitioned ? Identifiers.Quote(Name) : $"only {Identifiers.Quote(Name)}";
}

/// <param name="Type">As <c>format_type</c> prints it; pastes into a cast.</param>
/// <param name="BaseType">The same without a modifier: a value of it is fitted to the column where it is assigned, never before.</param>
/// <param name="IsGenerated">Computed by the destination: never written.</param>
/// <param name="IsAlwaysIdentity">PostgreSQL lets only an INSERT write it.</param>
/// <param name="HasPlainEquality">Its type has an <c>=</c> in pg_catalog that is true for every two identical values.</param>
internal sealed record TargetColumn(string Name, string Type, string BaseType, bool IsGenerated, bool IsIdentity, bool IsAlwaysIdentity, bool HasPlainEquality)
{
    /// <summary>A row that brings no value for it is refused.</summary>
    internal bool NeedsValue { get; init; }

    /// <summary>Of the type itself, or of the type that its domain is made from.</summary>
    internal uint TypeId { get; init; }

    internal int TypeModifier { get; init; } = -1;
}

/// <summary>A unique index that identifies rows: valid, whole, over plain columns that are not null.</summary>
/// <param name="IsDeferrable">It may be violated until the transaction's end, and ON CONFLICT cannot name it.</param>
internal sealed record TargetKey(bool IsPrimary, bool IsDeferrable, IReadOnlyList<KeyColumn> Columns);

/// <param name="Operator">The index's own equality operator, as SQL.</param>
internal sealed record KeyColumn(string Name, string Operator);
