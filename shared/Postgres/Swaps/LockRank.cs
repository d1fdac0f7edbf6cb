namespace BunnyDb.Postgres.Swaps;

/// <summary>The order of the locks.</summary>
internal enum LockRank
{
    /// <summary>Views and materialized views: a reader who came through one locks it before its tables, and so do we.</summary>
    Views,

    /// <summary>Tables that foreign keys of the new tables refer to; readers of them do not wait.</summary>
    Referenced,

    /// <summary>Tables of others that are altered: they refer to the live ones, or have a rule or policy that reads them.</summary>
    Around,

    Live,

    Shadows,
}
