using System.Text.Json;
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
    public void A_column_that_the_destination_dropped_too_is_forgotten_and_may_come_again()
    {
        var now = Table(100, Column(1, "id"));
        KnownSource.Learn(Known(100, (1, "id"), (2, "a")), now, now.Columns, new HashSet<string> { "id" })!.Columns.ContainsKey(2).ShouldBeFalse();
        var again = Table(100, Column(1, "id"), Column(3, "a"));
        KnownSource.Learn(Known(100, (1, "id"), (2, "a")), again, again.Columns, new HashSet<string> { "id", "a" })!.Columns.Keys.ShouldBe([1, 3], ignoreOrder: true);
    }

    [Fact]
    public void Another_column_under_a_known_name_has_moved()
    {
        var known = Known(100, (1, "id"), (2, "a"), (3, "b"));
        var destination = new HashSet<string> { "id", "a", "b" };
        known.Moved(Table(100, Column(1, "id"), Column(2, "a"), Column(3, "b")), destination).ShouldBeNull();
        known.Moved(Table(100, Column(1, "id"), Column(4, "a", "7"), Column(3, "b")), destination).ShouldBe("a"); // dropped and added again
        known.Moved(Table(100, Column(1, "id"), Column(3, "a")), destination).ShouldBe("a"); // the other one renamed to it
        known.Moved(Table(100, Column(1, "id"), Column(2, "b"), Column(3, "a")), destination).ShouldNotBeNull(); // swapped
    }

    [Fact]
    public void What_the_destination_lacks_or_has_renamed_too_has_not_moved()
    {
        var known = Known(100, (1, "id"), (2, "a"));
        known.Moved(Table(100, Column(1, "id"), Column(2, "b")), new HashSet<string> { "id", "b" }).ShouldBeNull();
        known.Moved(Table(100, Column(1, "id"), Column(2, "b")), new HashSet<string> { "id", "a" }).ShouldBeNull();
        known.Moved(Table(100, Column(1, "id"), Column(3, "a")), new HashSet<string> { "id" }).ShouldBeNull();
    }

    [Fact]
    public void A_conversion_that_rewrote_the_rows_has_moved_unless_it_only_widens()
    {
        var first = Table(100, Column(1, "id"));
        var known = KnownSource.Learn(null, first, first.Columns, new HashSet<string> { "id" })!;
        Moved(200, 1700, "numeric(10,2)").ShouldBe("id");
        Moved(100, 1700, "numeric(10,2)").ShouldBeNull();
        Moved(200, 20, "bigint").ShouldBeNull();

        string? Moved(long file, uint type, string declaration) =>
            known.Moved(Table(file, Column(1, "id") with { TypeId = type, TypeModifier = type == 1700 ? ((10 << 16) | 2) + 4 : -1, Declaration = declaration }), new HashSet<string> { "id" });
    }

    [Fact]
    public void A_record_of_an_earlier_version_says_nothing_of_types()
    {
        var old = JsonSerializer.Deserialize<KnownSource>("""{"oid": 7, "storage": {"7": 100}, "columns": {"1": "id"}}""", JsonSerializerOptions.Web)!;
        old.Moved(Table(200, Column(1, "id") with { TypeId = 1082, Declaration = "date" }), new HashSet<string> { "id" }).ShouldBeNull();
        var now = Table(100, Column(1, "id"));
        var written = JsonSerializer.Serialize(KnownSource.Learn(old, now, now.Columns, new HashSet<string> { "id" }), JsonSerializerOptions.Web);
        JsonSerializer.Deserialize<KnownSource>(written, JsonSerializerOptions.Web)!.Types![1].ShouldBe(new ColumnType(23, -1, "integer"));
    }

    [Fact]
    public void A_column_that_came_and_went_is_dropped_for_certain_only_when_none_can_be_its_new_name()
    {
        var relation = new RelationMessage(
            7, new QualifiedTable("public", "t"), ReplicaIdentity.Default, [new RelationColumn("id", 23, -1, true), new RelationColumn("gone", 23, -1, false)]);
        DroppedColumns.AreCertain(Known(100, (1, "id")), Table(100, Column(1, "id")), relation, At(1)).ShouldBeTrue();
        DroppedColumns.AreCertain(Known(100, (1, "id")), Table(100, Column(1, "id"), Column(3, "other")), relation, At(1)).ShouldBeFalse();
        var ahead = Known(100, (1, "id"), (3, "other")) with { Ahead = new Dictionary<int, string> { [3] = "0/10" } };
        DroppedColumns.AreCertain(ahead, Table(100, Column(1, "id"), Column(3, "other")), relation, At(1)).ShouldBeTrue();
        DroppedColumns.AreCertain(ahead, Table(100, Column(1, "id"), Column(3, "other")), relation, At(0x10)).ShouldBeFalse();
        DroppedColumns.AreCertain(ahead, Table(100, Column(1, "id"), Column(3, "other")), relation, null).ShouldBeFalse();
        DroppedColumns.AreCertain(Known(100, (1, "id"), (3, "other")), Table(100, Column(1, "id"), Column(3, "other")), relation, At(1)).ShouldBeFalse();
        DroppedColumns.AreCertain(Known(100, (1, "id"), (2, "was")), Table(100, Column(1, "id"), Column(2, "now")), relation, At(1)).ShouldBeFalse();
        DroppedColumns.AreCertain(null, Table(100, Column(1, "id")), relation, At(1)).ShouldBeFalse();

        static Lsn At(ulong lsn) => new(lsn);
    }

    [Fact]
    public void What_comes_on_record_ahead_of_older_changes_says_so_and_keeps_it()
    {
        var now = Table(100, Column(1, "id"), Column(2, "a"));
        var names = new HashSet<string> { "id", "a" };
        var known = KnownSource.Learn(Known(100, (1, "id")), now, now.Columns, names, new Lsn(0x20))!;
        (known.LearnedAhead(1), known.LearnedAhead(2)).ShouldBe((null, new Lsn(0x20)));
        KnownSource.Learn(known, now, now.Columns, names, new Lsn(0x30))!.LearnedAhead(2).ShouldBe(new Lsn(0x20));
    }
}
