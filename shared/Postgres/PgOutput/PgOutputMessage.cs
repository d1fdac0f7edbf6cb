using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.PgOutput;

/// <summary>
/// One message of the output plugin pgoutput, protocol version 1. Tuples are views into the frame that the message was read from.
/// Source: PostgreSQL manual, section "Logical Replication Message Formats".
/// </summary>
public abstract record PgOutputMessage;

/// <summary>A transaction begins. Transactions come in the order of their commits and never interleave.</summary>
/// <param name="FinalLsn">Where the transaction's commit record starts: at or above an earlier position exactly when the transaction is not in it.</param>
public sealed record BeginMessage(Lsn FinalLsn, uint Xid) : PgOutputMessage;

/// <param name="CommitLsn">Where the commit record starts; what an operator finds with <c>pg_waldump</c>.</param>
/// <param name="EndLsn">Where the commit record ends: the position once the transaction is applied.</param>
/// <param name="CommittedAt">By the source's clock.</param>
public sealed record CommitMessage(Lsn CommitLsn, Lsn EndLsn, DateTimeOffset CommittedAt) : PgOutputMessage;

/// <summary>The transaction came to the source from another server.</summary>
public sealed record OriginMessage(Lsn OriginLsn, string Name) : PgOutputMessage;

/// <summary>Describes a table before its first change and again after its shape has changed.</summary>
public sealed record RelationMessage(uint RelationId, QualifiedTable Table, ReplicaIdentity Identity, IReadOnlyList<RelationColumn> Columns) : PgOutputMessage
{
    public bool Equals(RelationMessage? other) =>
        other is not null && RelationId == other.RelationId && Table == other.Table && Identity == other.Identity && Columns.SequenceEqual(other.Columns);

    public override int GetHashCode() => HashCode.Combine(RelationId, Table, Identity, Columns.Count);
}

/// <param name="IsKey">Part of the replica identity; true for all columns under identity FULL.</param>
public readonly record struct RelationColumn(string Name, uint TypeId, int TypeModifier, bool IsKey);

/// <summary>Names a type that is not built in, before a relation uses it.</summary>
public sealed record TypeMessage(uint TypeId, string Schema, string Name) : PgOutputMessage;

public sealed record InsertMessage(uint RelationId, TupleColumn[] New) : PgOutputMessage;

/// <param name="Old">Null: the key has not changed. Otherwise the old key, or the whole old row when <paramref name="OldIsRow"/>.</param>
public sealed record UpdateMessage(uint RelationId, TupleColumn[]? Old, bool OldIsRow, TupleColumn[] New) : PgOutputMessage;

/// <param name="Old">The key's columns (the others are null), or the whole row when <paramref name="OldIsRow"/>.</param>
public sealed record DeleteMessage(uint RelationId, TupleColumn[] Old, bool OldIsRow) : PgOutputMessage;

public sealed record TruncateMessage(IReadOnlyList<uint> RelationIds, bool Cascade, bool RestartIdentity) : PgOutputMessage;

/// <summary>What <c>pg_logical_emit_message</c> wrote.</summary>
public sealed record LogicalMessage(bool IsTransactional, Lsn MessageLsn, string Prefix, ReadOnlyMemory<byte> Content) : PgOutputMessage;
