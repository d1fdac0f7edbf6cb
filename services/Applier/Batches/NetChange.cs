namespace BunnyDb.Applier.Batches;

/// <summary>What all changes of one key come to. Says what the destination must have had of the key before, so that a drift is noticed.</summary>
/// <param name="Row">The row as it is afterwards; of a deleted one only its key counts.</param>
internal readonly record struct NetChange(NetChangeKind Kind, RowImage Row);

/// <summary>One change of a row with a key; a change of the key itself is a delete and an insert.</summary>
internal enum KeyedChange
{
    Insert,
    Update,
    Delete,
}

internal enum NetChangeKind
{
    /// <summary>It was not there and is there.</summary>
    Insert,

    /// <summary>It was there and still is.</summary>
    Update,

    /// <summary>It was there and is gone.</summary>
    Delete,

    /// <summary>It was there, went, and another row with its key came.</summary>
    Replace,

    /// <summary>It was not there, came and went: nothing is to be done, but nothing may be there.</summary>
    Vanish,
}

/// <summary>How changes of one key add up.</summary>
internal static class NetChanges
{
    internal static NetChangeKind First(KeyedChange change) => change switch
    {
        KeyedChange.Insert => NetChangeKind.Insert,
        KeyedChange.Update => NetChangeKind.Update,
        KeyedChange.Delete => NetChangeKind.Delete,
        _ => throw new InvalidOperationException($"{change} is no change."),
    };

    /// <summary>Null: the second cannot follow on the first, so the key does not tell rows apart as we thought.</summary>
    internal static NetChangeKind? Then(this NetChangeKind before, KeyedChange change) => (before, change) switch
    {
        (NetChangeKind.Insert, KeyedChange.Update) => NetChangeKind.Insert,
        (NetChangeKind.Insert, KeyedChange.Delete) => NetChangeKind.Vanish,
        (NetChangeKind.Update, KeyedChange.Update) => NetChangeKind.Update,
        (NetChangeKind.Update, KeyedChange.Delete) => NetChangeKind.Delete,
        (NetChangeKind.Delete, KeyedChange.Insert) => NetChangeKind.Replace,
        (NetChangeKind.Replace, KeyedChange.Update) => NetChangeKind.Replace,
        (NetChangeKind.Replace, KeyedChange.Delete) => NetChangeKind.Delete,
        (NetChangeKind.Vanish, KeyedChange.Insert) => NetChangeKind.Insert,
        _ => null,
    };
}
