using BunnyDb.Applier.Rows;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Applier.Routes;

/// <summary>A change met a destination that someone else had written to. Names the table and its key's columns, never a value.</summary>
internal readonly record struct Conflict(QualifiedTable Table, ConflictKind Kind, string KeyColumns)
{
    internal static Conflict Of(TableShape table, ConflictKind kind) => new(
        table.Target.Name, kind,
        table.Address is RowAddress.ByKey key ? string.Join(", ", key.Positions.Select(position => table.Columns[position]!.Name)) : "none");

    internal string Describe() => Kind switch
    {
        ConflictKind.InsertOverExisting => "an inserted row was there already and was overwritten",
        ConflictKind.UpdateOfMissing => "an updated row was missing (it is inserted when the source sent it whole)",
        ConflictKind.DeleteOfMissing => "a deleted row was missing",
        ConflictKind.KeyChangeOverExisting => "a row moved to a key that was taken, and replaced the row there",
        _ => throw new InvalidOperationException($"{Kind} is no conflict."),
    };
}

/// <summary>In all of them the source wins.</summary>
internal enum ConflictKind
{
    InsertOverExisting,
    UpdateOfMissing,
    DeleteOfMissing,
    KeyChangeOverExisting,
}
