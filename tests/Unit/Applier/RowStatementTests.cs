using BunnyDb.Applier.Routes;
using BunnyDb.Applier.Rows;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.PgOutput;
using BunnyDb.Unit.PgOutput;

namespace BunnyDb.Unit.Applier;

public sealed class RowStatementTests
{
    private static readonly QualifiedTable Table = new("public", "t");

    [Fact]
    public void An_update_sets_only_what_came()
    {
        var shape = Shape('d', key: true);
        var update = Update(Wire.Of('U').Int32(1).Letter('N').Tuple("1", "\u0001", "x"));
        var statement = shape.Statements.Update(update.OldRow(), update.New, OldRow.AsSent)!.Value;
        statement.Sql.ShouldBe("""update only "public"."t" set "id" = $1, "a" = $2 where "id" = $3::integer""");
        statement.Values.ShouldBe(["1", "x", "1"]);
    }

    [Fact]
    public void A_key_change_is_found_by_the_old_key()
    {
        var shape = Shape('d', key: true);
        var update = Update(Wire.Of('U').Int32(1).Letter('K').Tuple("1", null, null).Letter('N').Tuple("2", "j", "x"));
        update.MovesKey(shape).ShouldBeTrue();
        shape.Statements.Update(update.OldRow(), update.New, OldRow.AsSent)!.Value.Values.ShouldBe(["2", "j", "x", "1"]);
    }

    [Fact]
    public void Without_a_key_one_of_equal_rows_is_found_by_its_image()
    {
        var shape = Shape('f', key: false);
        var delete = (DeleteMessage)PgOutputDecoder.Decode(Wire.Of('D').Int32(1).Letter('O').Tuple("1", "{}", null).Bytes);
        var statement = shape.Statements.Delete(delete.Old, OldRow.AsSent);
        statement.Sql.ShouldBe(
            """
            delete from only "public"."t" where ctid = (select ctid from only "public"."t" where "id" = $1::integer and "a" is null and row("id", "j", "a")::record *= row($1::integer, $2::json, $3::text)::record limit 1)
            """);
        statement.Values.ShouldBe(["1", "{}", null]);
    }

    [Fact]
    public void A_text_of_a_statement_is_one_object_so_that_it_is_prepared_once()
    {
        var shape = Shape('d', key: true);
        var row = ((InsertMessage)PgOutputDecoder.Decode(Wire.Insert(1, "1", "{}", "x").Bytes)).New;
        shape.Statements.Insert(row).Sql.ShouldBeSameAs(shape.Statements.Insert(row).Sql);
    }

    [Fact]
    public void Identity_full_uses_a_key_of_the_destination() => Shape('f', key: true).Address.ShouldBeOfType<RowAddress.ByKey>().Positions.ShouldBe([0]);

    [Fact]
    public void A_deferrable_key_does_not_identify_a_row() => Shape('f', key: true, isDeferrable: true).Address.ShouldBeOfType<RowAddress.OneOfEqual>();

    [Fact]
    public void An_update_that_left_a_value_in_place_is_whole_only_with_the_old_row()
    {
        Update(Wire.Of('U').Int32(1).Letter('N').Tuple("1", "\u0001", "x")).WholeRow().ShouldBeNull();
        Update(Wire.Of('U').Int32(1).Letter('O').Tuple("1", "big", "y").Letter('N').Tuple("1", "\u0001", "x")).WholeRow()!
            .Select(column => column.Text).ShouldBe(["1", "big", "x"]);
    }

    [Fact]
    public void A_missing_column_is_named_unless_it_is_excluded()
    {
        var relation = (RelationMessage)PgOutputDecoder.Decode(Wire.Relation(1, "t", 'd', ("id", true), ("new", false)).Bytes);
        var fault = Should.Throw<FaultException>(() => TableShape.Match(Route(), relation, Target(key: true, isDeferrable: false))).Fault;
        (fault.Code, fault.Table).ShouldBe((FaultCode.SchemaMismatch, "public.t"));
        fault.Message.ShouldContain("\"new\"");
        TableShape.Match(Route("new"), relation, Target(key: true, isDeferrable: false)).Columns[1].ShouldBeNull();
    }

    [Fact]
    public void A_row_whose_new_key_is_equal_to_its_old_one_is_not_in_its_own_way()
    {
        var shape = Shape('d', key: true);
        var update = Update(Wire.Of('U').Int32(1).Letter('K').Tuple("1", null, null).Letter('N').Tuple("01", "j", "x"));
        var statement = shape.Statements.DeleteInTheWay(update.OldRow(), update.New);
        statement.Sql.ShouldBe(
            """delete from only "public"."t" where "id" = $1::integer and not ("id" = $2::integer) and exists (select from only "public"."t" where "id" = $2::integer)""");
        statement.Values.ShouldBe(["01", "1"]);
    }

    [Fact]
    public void An_identity_that_is_always_generated_is_written_by_insert_only_when_it_changes()
    {
        var relation = (RelationMessage)PgOutputDecoder.Decode(Wire.Relation(1, "t", 'd', ("id", true), ("a", false)).Bytes);
        var target = new TargetTable(
            Table, false, false, false, new[] { new TargetColumn("id", "integer", "integer", false, true, true, true), new TargetColumn("a", "text", "text", false, false, false, true) }.ToDictionary(c => c.Name),
            [new TargetKey(true, false, [new KeyColumn("id", "=")])]);
        var shape = TableShape.Match(Route(), relation, target);
        Update(Wire.Of('U').Int32(1).Letter('N').Tuple("1", "x")).WritesAlwaysIdentity(shape).ShouldBeFalse();
        var moved = Update(Wire.Of('U').Int32(1).Letter('K').Tuple("1", null).Letter('N').Tuple("2", "x"));
        moved.WritesAlwaysIdentity(shape).ShouldBeTrue();
        shape.Statements.Replace(moved.OldRow(), moved.New, OldRow.AsSent).Sql.ShouldContain("overriding system value");
        shape.Statements.Update(moved.OldRow(), moved.New, OldRow.AsSent)!.Value.Sql.ShouldBe("""update only "public"."t" set "a" = $1 where "id" = $2::integer""");
    }

    private static UpdateMessage Update(Wire wire) => (UpdateMessage)PgOutputDecoder.Decode(wire.Bytes);

    private static TableShape Shape(char identity, bool key, bool isDeferrable = false)
    {
        var relation = (RelationMessage)PgOutputDecoder.Decode(
            Wire.Relation(1, "t", identity, ("id", true), ("j", identity == 'f'), ("a", identity == 'f')).Bytes);
        return TableShape.Match(Route(), relation, Target(key, isDeferrable));
    }

    private static TableRoute Route(params string[] excluded) => new(Guid.NewGuid(), Table, Table, excluded.ToHashSet());

    private static TargetTable Target(bool key, bool isDeferrable) => new(
        Table, false, false, false,
        new[]
        {
            new TargetColumn("id", "integer", "integer", false, false, false, true),
            new TargetColumn("j", "json", "json", false, false, false, false),
            new TargetColumn("a", "text", "text", false, false, false, true),
        }.ToDictionary(column => column.Name),
        key ? [new TargetKey(true, isDeferrable, [new KeyColumn("id", "=")])] : []);
}
