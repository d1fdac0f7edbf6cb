using BunnyDb.Applier.Lanes;
using BunnyDb.Applier.Transactions;
using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Values;
using BunnyDb.Unit.PgOutput;

namespace BunnyDb.Unit.Applier;

public sealed class BatchSplitterTests
{
    private static readonly Wire Relation = Wire.Relation(1, "t", 'd', ("id", true));

    [Fact]
    public void A_batch_is_cut_at_commits()
    {
        var parts = BatchSplitter.Split(Wire.Frames(Relation, Wire.Begin(10), Wire.Insert(1, "1"), Wire.Commit(20), Wire.Begin(30), Wire.Commit(40)));
        parts.Count.ShouldBe(2);
        parts.ShouldAllBe(part => part.IsWhole);
        parts.Select(part => (part.FinalLsn.Value, part.EndLsn.Value)).ShouldBe([(10ul, 20ul), (30ul, 40ul)]);
        BatchSplitter.Group(parts).Single().Count.ShouldBe(2);
    }

    [Fact]
    public void A_transaction_that_goes_on_stands_alone_and_what_precedes_it_is_committed_first()
    {
        var parts = BatchSplitter.Split(Wire.Frames(Wire.Begin(10), Wire.Commit(20), Wire.Begin(30), Wire.Insert(1, "1")));
        BatchSplitter.Group(parts).Select(group => group.Count).ShouldBe([1, 1]);
        (parts[1].BeginsHere, parts[1].EndsHere, parts[1].EndLsn).ShouldBe((true, false, Lsn.None));
    }

    [Fact]
    public void The_end_of_a_large_transaction_is_not_mixed_with_what_follows()
    {
        var parts = BatchSplitter.Split(Wire.Frames(Relation, Wire.Insert(1, "1"), Wire.Commit(20), Wire.Begin(30), Wire.Commit(40)));
        BatchSplitter.Group(parts).Select(group => group.Count).ShouldBe([1, 1]);
        (parts[0].BeginsHere, parts[0].EndsHere).ShouldBe((false, true));
        Batch(parts: Wire.Frames(Relation, Wire.Insert(1, "1"), Wire.Commit(20)), endsInside: false).StartsInside(parts).ShouldBeTrue();
    }

    [Fact]
    public void A_marker_ends_a_destination_transaction()
    {
        var marker = $"{LaneId.New()}:7";
        var parts = BatchSplitter.Split(Wire.Frames(Wire.Begin(1), Wire.Commit(2), Wire.Begin(3), Wire.Marker(marker), Wire.Commit(4), Wire.Begin(5), Wire.Commit(6)));
        parts.Select(part => part.Marker?.Id).ShouldBe([null, marker, null]);
        BatchSplitter.Group(parts).Select(group => group.Count).ShouldBe([1, 1, 1]);
    }

    [Fact]
    public void A_message_that_is_not_of_the_form_is_no_marker() =>
        BatchSplitter.Split(Wire.Frames(Wire.Begin(1), Wire.Marker("hello"), Wire.Commit(2))).Single().Marker.ShouldBeNull();

    [Fact]
    public void Descriptions_alone_are_inside_only_when_the_batch_says_so()
    {
        var frames = Wire.Frames(Relation);
        var parts = BatchSplitter.Split(frames);
        Batch(frames, endsInside: false).StartsInside(parts).ShouldBeFalse();
        Batch(frames, endsInside: true).StartsInside(parts).ShouldBeTrue();
    }

    [Fact]
    public void A_heartbeat_is_where_its_lane_is()
    {
        Batch(default, endsInside: true).StartsInside([]).ShouldBeTrue();
        Batch(default, endsInside: false).StartsInside([]).ShouldBeFalse();
    }

    private static ChangeBatch Batch(ReadOnlyMemory<byte> parts, bool endsInside) => new(LaneId.New(), 1, 0, Lsn.None, Lsn.None, endsInside, parts);
}
