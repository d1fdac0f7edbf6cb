using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.PgOutput;
using BunnyDb.Postgres.SchemaChanges;
using static BunnyDb.Unit.SchemaChanges.SourceTables;

namespace BunnyDb.Unit.SchemaChanges;

public sealed class KnownSourceTests
{
    [Fact]
    public void A_destination_that_lacks_nothing_makes_a_rewritten_table_known_again()
    {
        var now = Table(200, Column(1, "id"));
        var known = KnownSource.Learn(Known(100, (1, "id")), now, now.Columns, new HashSet<string> { "id", "own" })!;
        known.WasRewritten(now).ShouldBeFalse();
        known.Columns.ShouldBe(new Dictionary<int, string> { [1] = "id" });
    }

    [Fact]
    public void While_a_column_is_missing_a_rewrite_stays_a_rewrite()
    {
        var now = Table(200, Column(1, "id"), Column(2, "c"));
        KnownSource.Learn(Known(100, (1, "id")), now, now.Columns, new HashSet<string> { "id" })!.WasRewritten(now).ShouldBeTrue();
        KnownSource.Learn(null, now, now.Columns, new HashSet<string> { "id" }).ShouldBeNull();
    }

    [Fact]
    public void A_column_that_the_source_dropped_is_remembered_as_the_sources()
    {
        var now = Table(100, Column(1, "id"));
        KnownSource.Learn(Known(100, (1, "id"), (2, "a")), now, now.Columns, new HashSet<string> { "id", "a" })!.Columns[2].ShouldBe("a");
    }

    [Fact]
    public void Another_table_of_that_name_teaches_nothing()
    {
        var before = Known(100, (1, "id"));
        var now = Table(200, Column(1, "id")) with { Oid = 8 };
        KnownSource.Learn(before, now, now.Columns, new HashSet<string> { "id" }).ShouldBe(before);
    }

    [Fact]
    public void New_partitions_prove_no_rewrite_and_their_lack_proves_nothing()
    {
        var known = Known(100);
        known.WasRewritten(Table(100) with { Storage = new Dictionary<string, long> { ["7"] = 100, ["8"] = 300 } }).ShouldBeFalse();
        known.WasRewritten(Table(100) with { Storage = new Dictionary<string, long> { ["8"] = 300 } }).ShouldBeTrue();
    }

    [Fact]
    public void A_column_that_came_and_went_is_dropped_for_certain_only_when_none_can_be_its_new_name()
    {
        var relation = new RelationMessage(
            7, new QualifiedTable("public", "t"), ReplicaIdentity.Default, [new RelationColumn("id", 23, -1, true), new RelationColumn("gone", 23, -1, false)]);
        DroppedColumns.AreCertain(Known(100, (1, "id")), Table(100, Column(1, "id")), relation).ShouldBeTrue();
        DroppedColumns.AreCertain(Known(100, (1, "id")), Table(100, Column(1, "id"), Column(3, "other")), relation).ShouldBeFalse();
        DroppedColumns.AreCertain(Known(100, (1, "id"), (3, "other")), Table(100, Column(1, "id"), Column(3, "other")), relation).ShouldBeTrue();
        DroppedColumns.AreCertain(Known(100, (1, "id"), (2, "was")), Table(100, Column(1, "id"), Column(2, "now")), relation).ShouldBeFalse();
        DroppedColumns.AreCertain(null, Table(100, Column(1, "id")), relation).ShouldBeFalse();
    }
}
