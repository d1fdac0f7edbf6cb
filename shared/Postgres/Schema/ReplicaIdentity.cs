namespace BunnyDb.Postgres.Schema;

/// <summary>What the WAL says of an old row (<c>pg_class.relreplident</c>).</summary>
public enum ReplicaIdentity
{
    /// <summary>The primary key's columns; nothing when there is none.</summary>
    Default,

    /// <summary>Nothing: an UPDATE or DELETE of a published table is an error.</summary>
    Nothing,

    /// <summary>The whole old row.</summary>
    Full,

    /// <summary>The columns of one chosen unique index.</summary>
    Index,
}
