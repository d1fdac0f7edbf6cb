namespace BunnyDb.Postgres.Swaps;

/// <summary>The order of the statements inside a swap. Text that was read before names the live table, and means the new one after <see cref="Rename"/>.</summary>
internal enum SwapStage
{
    /// <summary>What refers to the live tables and is made anew later lets go of them, or of its name: foreign keys of others, functions, publications.</summary>
    Untie,

    /// <summary>What belongs to the live tables makes its names free.</summary>
    FreeNames,

    /// <summary>live → retired, shadow → live.</summary>
    Rename,

    /// <summary>What the shadow had under temporary names takes the ones that are free now.</summary>
    TakeNames,

    /// <summary>Views, functions, rules and policies of others look at the new table; materialized views are there again, empty.</summary>
    Repoint,

    /// <summary>The new table gets what only a live table has: sequences, privileges, policies, triggers, rules, publications. Those may read what was repointed.</summary>
    Dress,

    /// <summary>Materialized views are filled with what their owners may see by then.</summary>
    Fill,

    /// <summary>Foreign keys in, out and to itself.</summary>
    ForeignKeys,

    Comments,
}
