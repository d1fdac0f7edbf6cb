using BunnyDb.Postgres.SchemaChanges;
using static BunnyDb.Unit.SchemaChanges.SourceTables;

namespace BunnyDb.Unit.SchemaChanges;

public sealed class ColumnArrivalTests
{
    private static readonly KnownSource Before = Known(100, (1, "id"), (2, "a"));

    [Fact]
    public void Rows_that_were_not_rewritten_have_null() => Of(Table(100), Column(3, "c")).ShouldBe(new ColumnArrival.Exact(null));

    [Fact]
    public void A_default_that_was_set_later_changes_no_row_that_was_there() =>
        Of(Table(100), Column(3, "c") with { Default = "gen_random_uuid()" }).ShouldBe(new ColumnArrival.Exact(null));

    [Fact]
    public void Rows_that_were_there_have_the_value_of_that_time_and_not_the_default_of_today() =>
        Of(Table(100), Column(3, "c", "5") with { Default = "6" }).ShouldBe(new ColumnArrival.Exact("5"));

    [Fact]
    public void A_rewrite_for_another_reason_before_the_column_was_added_does_not_matter() =>
        Of(Table(200), Column(3, "c", "5")).ShouldBe(new ColumnArrival.Exact("5"));

    [Fact]
    public void Rewritten_rows_have_values_that_nobody_tells() =>
        Of(Table(200), Column(3, "c") with { Default = "gen_random_uuid()" }).ShouldBeOfType<ColumnArrival.Unknown>().Why.ShouldContain("rewrote");

    [Fact]
    public void A_volatile_default_that_was_dropped_again_is_found_out_too() => Of(Table(200), Column(3, "c")).ShouldBeOfType<ColumnArrival.Unknown>();

    [Fact]
    public void A_number_under_another_name_is_a_rename() => Of(Table(100), Column(2, "b")).ShouldBe(new ColumnArrival.Renamed("a"));

    [Fact]
    public void A_column_that_is_missing_and_not_new_was_dropped_on_the_destination() =>
        Of(Table(100), Column(2, "a")).ShouldBeOfType<ColumnArrival.Unknown>().Why.ShouldContain("dropped it on the destination");

    [Fact]
    public void Identity_and_partitions_that_differ_are_not_exact()
    {
        Of(Table(100), Column(3, "c", "1") with { IsIdentity = true }).ShouldBeOfType<ColumnArrival.Unknown>();
        Of(Table(100), Column(3, "c", "1", "2")).ShouldBeOfType<ColumnArrival.Unknown>();
    }

    [Fact]
    public void Nothing_is_exact_without_a_record_or_behind_a_column_list()
    {
        ColumnArrival.Of(null, Table(100), Column(3, "c", "5"), isListed: false).ShouldBeOfType<ColumnArrival.Unknown>();
        ColumnArrival.Of(Before, Table(100), Column(3, "c", "5"), isListed: true).ShouldBeOfType<ColumnArrival.Unknown>();
    }

    private static ColumnArrival Of(SourceTable table, SourceColumn column) => ColumnArrival.Of(Before, table, column, isListed: false);
}
