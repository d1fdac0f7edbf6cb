using BunnyDb.Contracts.Values;

namespace BunnyDb.Postgres.PgOutput;

/// <summary>Reads one message of pgoutput, protocol version 1 (without streaming of open transactions).</summary>
public static class PgOutputDecoder
{
    private const byte RestartIdentity = 2;
    private const byte Cascade = 1;

    /// <exception cref="PgOutputException">The type is unknown, or the message is not as long as it says.</exception>
    public static PgOutputMessage Decode(ReadOnlyMemory<byte> frame)
    {
        var reader = new PgOutputReader(frame);
        var type = reader.Byte();
        PgOutputMessage message = (char)type switch
        {
            'B' => Begin(ref reader),
            'C' => Commit(ref reader),
            'O' => new OriginMessage(reader.Lsn(), reader.Text()),
            'R' => Relation(ref reader),
            'Y' => new TypeMessage(reader.UInt32(), reader.Text(), reader.Text()),
            'I' => Insert(ref reader),
            'U' => Update(ref reader),
            'D' => Delete(ref reader),
            'T' => Truncate(ref reader),
            'M' => Message(ref reader),
            _ => throw new PgOutputException($"pgoutput sent a message of the unknown type 0x{type:X2}; protocol version 1 has none such."),
        };
        reader.End();
        return message;
    }

    private static BeginMessage Begin(ref PgOutputReader reader)
    {
        var finalLsn = reader.Lsn();
        reader.Time();
        return new BeginMessage(finalLsn, reader.UInt32());
    }

    private static CommitMessage Commit(ref PgOutputReader reader)
    {
        reader.Byte(); // flags, unused
        return new CommitMessage(reader.Lsn(), reader.Lsn(), reader.Time());
    }

    private static RelationMessage Relation(ref PgOutputReader reader)
    {
        var id = reader.UInt32();
        var schema = reader.Text();
        // The protocol spells pg_catalog as nothing.
        var table = new QualifiedTable(schema.Length == 0 ? "pg_catalog" : schema, reader.Text());
        var identity = (ReplicaIdentity)reader.Byte();
        var columns = new RelationColumn[reader.Int16()];
        for (var i = 0; i < columns.Length; i++)
        {
            var isKey = (reader.Byte() & 1) != 0;
            columns[i] = new RelationColumn(reader.Text(), reader.UInt32(), reader.Int32(), isKey);
        }

        return new RelationMessage(id, table, identity, columns);
    }

    private static InsertMessage Insert(ref PgOutputReader reader)
    {
        var relation = reader.UInt32();
        reader.Expect('N');
        return new InsertMessage(relation, reader.Tuple());
    }

    private static UpdateMessage Update(ref PgOutputReader reader)
    {
        var relation = reader.UInt32();
        var kind = (char)reader.Byte();
        if (kind == 'N')
        {
            return new UpdateMessage(relation, null, false, reader.Tuple());
        }

        var old = OldTuple(kind, ref reader);
        reader.Expect('N');
        return new UpdateMessage(relation, old, kind == 'O', reader.Tuple());
    }

    private static DeleteMessage Delete(ref PgOutputReader reader)
    {
        var relation = reader.UInt32();
        var kind = (char)reader.Byte();
        return new DeleteMessage(relation, OldTuple(kind, ref reader), kind == 'O');
    }

    private static TupleColumn[] OldTuple(char kind, ref PgOutputReader reader) => kind is 'K' or 'O'
        ? reader.Tuple()
        : throw new PgOutputException($"pgoutput sent a tuple of the unknown kind 0x{(int)kind:X2}.");

    private static TruncateMessage Truncate(ref PgOutputReader reader)
    {
        var relations = new uint[reader.Int32()];
        var options = reader.Byte();
        for (var i = 0; i < relations.Length; i++)
        {
            relations[i] = reader.UInt32();
        }

        return new TruncateMessage(relations, (options & Cascade) != 0, (options & RestartIdentity) != 0);
    }

    private static LogicalMessage Message(ref PgOutputReader reader)
    {
        var isTransactional = (reader.Byte() & 1) != 0;
        var lsn = reader.Lsn();
        var prefix = reader.Text();
        return new LogicalMessage(isTransactional, lsn, prefix, reader.Bytes(reader.Int32()));
    }
}
