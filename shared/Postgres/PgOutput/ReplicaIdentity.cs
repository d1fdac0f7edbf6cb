namespace BunnyDb.Postgres.PgOutput;

/// <summary>How a source table's old rows are identified; the value is <c>pg_class.relreplident</c>.</summary>
public enum ReplicaIdentity : byte
{
    /// <summary>By the primary key.</summary>
    Default = (byte)'d',

    /// <summary>Not at all: the source refuses updates and deletes of a published table.</summary>
    Nothing = (byte)'n',

    /// <summary>By the whole row.</summary>
    Full = (byte)'f',

    /// <summary>By a unique index over columns that are not null.</summary>
    Index = (byte)'i',
}
