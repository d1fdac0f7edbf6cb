using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Schema;

/// <summary>A sequence that a column owns (serial, identity) or that its default draws from.</summary>
/// <param name="ColumnNumber">The column's <c>attnum</c>.</param>
/// <param name="IsOwned">It lives and dies with the column.</param>
/// <param name="IsIdentity">It is the column's identity; implies owned.</param>
/// <param name="IsWholeDefault">The column's default is exactly <c>nextval</c> of it, so that the default can be written for another name.</param>
/// <param name="Type"><c>smallint</c>, <c>integer</c> or <c>bigint</c>.</param>
public sealed record SequenceShape(
    int ColumnNumber,
    QualifiedTable Name,
    bool IsOwned,
    bool IsIdentity,
    bool IsWholeDefault,
    string Type,
    long Start,
    long Increment,
    long Min,
    long Max,
    long Cache,
    bool IsCycle);
