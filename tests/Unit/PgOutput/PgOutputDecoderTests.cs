using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.PgOutput;

namespace BunnyDb.Unit.PgOutput;

public sealed class PgOutputDecoderTests
{
    [Fact]
    public void Begin_and_commit_carry_their_positions()
    {
        PgOutputDecoder.Decode(Wire.Begin(0x1_0000_0010).Bytes).ShouldBe(new BeginMessage(Lsn.Parse("1/10"), 7));
        var commit = PgOutputDecoder.Decode(Wire.Of('C').Byte(0).Int64(0x10).Int64(0x20).Int64(1_000_000).Bytes).ShouldBeOfType<CommitMessage>();
        commit.ShouldBe(new CommitMessage(new Lsn(0x10), new Lsn(0x20), new DateTimeOffset(2000, 1, 1, 0, 0, 1, TimeSpan.Zero)));
    }

    [Fact]
    public void A_relation_names_its_columns_and_identity()
    {
        var relation = PgOutputDecoder.Decode(Wire.Relation(42, "t", 'f', ("id", true), ("größe", false)).Bytes).ShouldBeOfType<RelationMessage>();
        relation.Table.ShouldBe(new QualifiedTable("public", "t"));
        relation.Identity.ShouldBe(ReplicaIdentity.Full);
        relation.Columns.ShouldBe([new RelationColumn("id", 25, -1, true), new RelationColumn("größe", 25, -1, false)]);
        relation.ShouldBe((RelationMessage)PgOutputDecoder.Decode(Wire.Relation(42, "t", 'f', ("id", true), ("größe", false)).Bytes));
    }

    [Fact]
    public void A_relation_without_a_schema_is_of_pg_catalog() =>
        PgOutputDecoder.Decode(Wire.Of('R').Int32(1).Text("").Text("t").Letter('d').Int16(0).Bytes)
            .ShouldBeOfType<RelationMessage>().Table.Schema.ShouldBe("pg_catalog");

    [Fact]
    public void Columns_are_null_unchanged_text_or_binary()
    {
        var bytes = Wire.Of('I').Int32(1).Letter('N').Int16(4).Letter('n').Letter('u').Letter('t').Int32(2).Raw("ab"u8).Letter('b').Int32(1).Byte(255).Bytes;
        var row = PgOutputDecoder.Decode(bytes).ShouldBeOfType<InsertMessage>().New;
        row.Select(column => column.Kind).ShouldBe([TupleColumnKind.Null, TupleColumnKind.Unchanged, TupleColumnKind.Text, TupleColumnKind.Binary]);
        row[0].Text.ShouldBeNull();
        row[2].Text.ShouldBe("ab");
        row[3].Bytes.ToArray().ShouldBe([255]);
        Should.Throw<InvalidOperationException>(() => row[1].Text);
    }

    [Fact]
    public void An_empty_text_is_not_null() => PgOutputDecoder.Decode(Wire.Insert(1, "").Bytes).ShouldBeOfType<InsertMessage>().New[0].Text.ShouldBe("");

    [Fact]
    public void An_update_may_carry_no_old_row_an_old_key_or_a_whole_old_row()
    {
        var plain = PgOutputDecoder.Decode(Wire.Of('U').Int32(1).Letter('N').Tuple("1", "\u0001").Bytes).ShouldBeOfType<UpdateMessage>();
        (plain.Old, plain.OldIsRow).ShouldBe((null, false));
        var key = PgOutputDecoder.Decode(Wire.Of('U').Int32(1).Letter('K').Tuple("1", null).Letter('N').Tuple("2", "x").Bytes).ShouldBeOfType<UpdateMessage>();
        (key.Old![0].Text, key.OldIsRow, key.New[0].Text).ShouldBe(("1", false, "2"));
        var whole = PgOutputDecoder.Decode(Wire.Of('U').Int32(1).Letter('O').Tuple("1", null).Letter('N').Tuple("2", "x").Bytes).ShouldBeOfType<UpdateMessage>();
        whole.OldIsRow.ShouldBeTrue();
    }

    [Fact]
    public void A_delete_carries_a_key_or_a_row()
    {
        PgOutputDecoder.Decode(Wire.Of('D').Int32(1).Letter('K').Tuple("1").Bytes).ShouldBeOfType<DeleteMessage>().OldIsRow.ShouldBeFalse();
        PgOutputDecoder.Decode(Wire.Of('D').Int32(1).Letter('O').Tuple("1").Bytes).ShouldBeOfType<DeleteMessage>().OldIsRow.ShouldBeTrue();
    }

    [Fact]
    public void A_truncate_names_its_tables_and_options()
    {
        var truncate = PgOutputDecoder.Decode(Wire.Of('T').Int32(2).Byte(2).Int32(5).Int32(6).Bytes).ShouldBeOfType<TruncateMessage>();
        truncate.RelationIds.ShouldBe([5u, 6u]);
        (truncate.Cascade, truncate.RestartIdentity).ShouldBe((false, true));
    }

    [Fact]
    public void Origins_types_and_messages_are_read()
    {
        PgOutputDecoder.Decode(Wire.Of('O').Int64(9).Text("elsewhere").Bytes).ShouldBe(new OriginMessage(new Lsn(9), "elsewhere"));
        PgOutputDecoder.Decode(Wire.Of('Y').Int32(9).Text("public").Text("mood").Bytes).ShouldBe(new TypeMessage(9, "public", "mood"));
        var message = PgOutputDecoder.Decode(Wire.Marker("x:1").Bytes).ShouldBeOfType<LogicalMessage>();
        (message.IsTransactional, message.Prefix).ShouldBe((true, "bunnydb"));
        message.Content.ToArray().ShouldBe("x:1"u8.ToArray());
    }

    [Fact]
    public void An_unknown_type_is_named() =>
        Should.Throw<PgOutputException>(() => PgOutputDecoder.Decode(Wire.Of('S').Int32(1).Bytes)).Message.ShouldContain("0x53");

    [Fact]
    public void A_message_that_ends_early_or_late_is_refused()
    {
        var whole = Wire.Insert(1, "secret").Bytes;
        for (var length = 1; length < whole.Length; length++)
        {
            Should.Throw<PgOutputException>(() => PgOutputDecoder.Decode(whole[..length])).Message.ShouldNotContain("secret");
        }

        Should.Throw<PgOutputException>(() => PgOutputDecoder.Decode(Wire.Insert(1, "secret").Byte(0).Bytes));
    }

    [Fact]
    public void Printing_a_column_does_not_show_its_value() =>
        PgOutputDecoder.Decode(Wire.Insert(1, "secret").Bytes).ShouldBeOfType<InsertMessage>().New[0].ToString().ShouldNotContain("secret");
}
