using BunnyDb.Postgres.Swaps;

namespace BunnyDb.Unit.Swaps;

public sealed class ShadowGapTests
{
    private static TableStructure Index(string name, string definition, bool isUnique = false, string constraint = "") => new(
        name, false, isUnique, definition, constraint, constraint == "" ? null : "text", "", "", false, false, []);

    [Fact]
    public void Two_equal_indexes_are_two()
    {
        var gap = ShadowGap.Of([Index("a", "USING btree (x)"), Index("b", "USING btree (x)")], [Index("other", "USING btree (x)")]);
        gap.Indexes.Select(index => index.Name).ShouldBe(["b"]);
    }

    [Fact]
    public void A_constraint_is_put_on_an_index_that_stands_there_already_but_not_on_one_that_is_wanted_for_itself()
    {
        IReadOnlyList<TableStructure> live = [Index("key", "USING btree (x)", true, "u"), Index("bare", "USING btree (x)", true)];
        ShadowGap.Of(live, [Index("one", "USING btree (x)", true)]).Indexes.Select(index => index.Name).ShouldBe(["key"]);
        ShadowGap.Of(live, [Index("one", "USING btree (x)", true), Index("two", "USING btree (x)", true)]).Attachable.Select(item => item.Index).ShouldBe(["two"]);
    }

    [Fact]
    public void A_constraint_that_makes_its_index_itself_waits_for_no_index()
    {
        var gap = ShadowGap.Of([Index("apart", "USING gist (x)", false, "x")], []);
        (gap.Indexes.Count, gap.Constraints.Count).ShouldBe((0, 1));
    }
}
