namespace BunnyDb.Postgres.Schema;

/// <summary>A valid index, also one behind a constraint.</summary>
/// <param name="Definition">What follows the table's name in <c>create index … on …</c>: <c>USING btree (a) WHERE (b > 3)</c>. Equal text on two tables with equal columns means equal indexes.</param>
/// <param name="IsImmediate">False for the index of a deferrable constraint.</param>
/// <param name="ReadColumns">Numbers of all columns it reads, in keys, expressions, predicate and INCLUDE.</param>
/// <param name="IsPlain">It has neither expressions nor a predicate.</param>
/// <param name="KeyColumns">Names of its key columns in order, without expressions and INCLUDE.</param>
public sealed record IndexShape(
    uint Oid,
    string Name,
    bool IsUnique,
    bool IsPrimaryKey,
    bool IsReplicaIdentity,
    bool IsImmediate,
    string Definition,
    IReadOnlyList<int> ReadColumns,
    bool IsPlain,
    IReadOnlyList<string> KeyColumns);
