using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.Schema;

/// <summary>A foreign key of a table.</summary>
/// <param name="OnUpdate">SQL of the action, <c>no action</c> when nothing was said; <paramref name="OnDelete"/> alike.</param>
/// <param name="SetColumns">Of <c>on delete set null (…)</c>: the columns that are set; empty means all.</param>
public sealed record ForeignKeyShape(
    string Name,
    IReadOnlyList<string> Columns,
    QualifiedTable Referenced,
    IReadOnlyList<string> ReferencedColumns,
    bool IsMatchFull,
    string OnUpdate,
    string OnDelete,
    IReadOnlyList<string> SetColumns,
    bool IsDeferrable,
    bool IsDeferred,
    bool IsValidated);
