using BunnyDb.Postgres.Schema;

namespace BunnyDb.Unit.Schema;

public sealed class MissingStructuresTests
{
    private static readonly TableShape Keyed = Tables
        .Plain(Tables.Index(10, "USING btree (id)", isUnique: true, isPrimary: true, columns: 1), Tables.Index(11, "USING btree (a)", columns: 2))
        .With(Tables.PrimaryKey("PRIMARY KEY (id)", 10, 1));

    [Fact]
    public void A_bare_table_lacks_the_key_first_and_the_rest_after()
    {
        var missing = MissingStructures.Of(Keyed, Tables.Plain(), []);
        missing.Keys.ShouldHaveSingleItem().ShouldBeOfType<Structure.OfConstraint>().Definition.ShouldBe("PRIMARY KEY (id)");
        missing.Others.ShouldHaveSingleItem().ShouldBeOfType<Structure.OfIndex>().Index.Oid.ShouldBe(11u);
    }

    [Fact]
    public void A_table_that_has_the_same_under_other_names_lacks_nothing()
    {
        var same = Keyed with
        {
            Indexes = [.. Keyed.Indexes.Select(index => index with { Oid = index.Oid + 100, Name = "other" + index.Oid })],
            Constraints = [Keyed.PrimaryKey! with { Name = "other", Index = 110 }],
        };
        var missing = MissingStructures.Of(Keyed, same, []);
        missing.Keys.ShouldBeEmpty();
        missing.Others.ShouldBeEmpty();
    }

    [Fact]
    public void A_unique_index_is_not_enough_where_the_primary_key_has_room()
    {
        var unique = Tables.Plain(Tables.Index(20, "USING btree (id)", isUnique: true, columns: 1));
        MissingStructures.Of(Keyed, unique, []).Keys.ShouldHaveSingleItem().ShouldBeOfType<Structure.OfConstraint>();
    }

    [Fact]
    public void Beside_another_primary_key_the_sources_key_becomes_a_unique_index()
    {
        var other = Tables.Plain(Tables.Index(20, "USING btree (b)", isUnique: true, isPrimary: true, columns: 3)).With(Tables.PrimaryKey("PRIMARY KEY (b)", 20, 3));
        MissingStructures.Of(Keyed, other, []).Keys.ShouldHaveSingleItem().ShouldBeOfType<Structure.OfIndex>().Index.IsUnique.ShouldBeTrue();
    }

    [Fact]
    public void The_index_of_the_replica_identity_is_a_key()
    {
        var source = Tables.Plain(Tables.Index(12, "USING btree (a)", isUnique: true, isIdentity: true, columns: 2));
        MissingStructures.Of(source, Tables.Plain(), []).Keys.ShouldHaveSingleItem().ShouldBeOfType<Structure.OfIndex>();
    }

    [Fact]
    public void A_plain_index_does_not_stand_in_for_a_unique_one()
    {
        var source = Tables.Plain(Tables.Index(13, "USING btree (a)", isUnique: true, columns: 2));
        var destination = Tables.Plain(Tables.Index(14, "USING btree (a)", columns: 2));
        MissingStructures.Of(source, destination, []).Others.Count.ShouldBe(1);
        MissingStructures.Of(destination, source, []).Others.ShouldBeEmpty();
    }

    [Fact]
    public void What_reads_an_excluded_column_is_left_out() =>
        MissingStructures.Of(Keyed, Tables.Plain(), ["a"]).Others.ShouldBeEmpty();

    [Fact]
    public void A_generated_column_that_is_computed_from_an_excluded_one_is_left_out_too()
    {
        var generated = Tables.Column(3, "b") with { IsGenerated = true, Default = "a * 2", ComputedFrom = [2] };
        (Keyed with { Columns = [Tables.Column(1, "id"), Tables.Column(2, "a"), generated] }).LeftOut(["a"]).ShouldBe([2, 3], ignoreOrder: true);
    }
}
