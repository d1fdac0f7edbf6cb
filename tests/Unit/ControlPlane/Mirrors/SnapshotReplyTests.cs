using BunnyDb.Catalog.Mirrors;
using BunnyDb.ControlPlane.Mirrors.Views;

namespace BunnyDb.Unit.ControlPlane.Mirrors;

public sealed class SnapshotReplyTests
{
    [Fact]
    public void Nothing_is_shown_while_nothing_is_copied() => SnapshotReply.Of(null).ShouldBeNull();

    [Fact]
    public void The_time_left_follows_from_the_time_taken()
    {
        var shown = SnapshotReply.Of(new CopyFigures(250, 1000, 5000, 1, 4, 10))!;

        shown.Percent.ShouldBe(25);
        shown.EtaSeconds.ShouldBe(30);
    }

    [Fact]
    public void An_estimate_that_was_too_low_never_shows_more_than_the_whole()
    {
        var shown = SnapshotReply.Of(new CopyFigures(1500, 1000, 5000, 3, 4, 10))!;

        shown.Percent.ShouldBe(100);
        shown.RowsTotal.ShouldBe(1500);
        shown.EtaSeconds.ShouldBe(0);
    }

    [Fact]
    public void Tables_without_an_estimate_count_by_chunks() => SnapshotReply.Of(new CopyFigures(0, 0, 0, 1, 2, 1))!.Percent.ShouldBe(50);

    [Fact]
    public void Before_the_first_chunk_there_is_no_time_left_to_tell()
    {
        var shown = SnapshotReply.Of(new CopyFigures(0, 1000, 0, 0, 0, null))!;

        shown.Percent.ShouldBe(0);
        shown.EtaSeconds.ShouldBeNull();
    }
}
