using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Unit.Catalog;

public sealed class LaneDutyTests
{
    private static readonly Lane Copying = new(
        LaneId.New(), Guid.NewGuid(), new MirrorName("m"), LaneKind.Main, "bunny_m", "bunny_m", LaneOrder.Copy, 3, LaneStage.Prepared, 2, 1, "1", "s", Lsn.None,
        "a", "b", new MirrorOptions(), null);

    [Fact]
    public void A_copy_that_is_ordered_and_not_answered_concerns_workers() => LaneDuty.Worker.Concerns(Copying).ShouldBeTrue();

    [Fact]
    public void A_lane_that_was_opened_again_must_be_prepared_first() =>
        LaneDuty.Worker.Concerns(Copying with { Stage = LaneStage.Opened, StageNo = 3, Generation = 2 }).ShouldBeFalse();

    [Theory]
    [InlineData(LaneOrder.Open, "reader")]
    [InlineData(LaneOrder.Prepare, "reader applier")]
    [InlineData(LaneOrder.Copy, "reader worker")]
    [InlineData(LaneOrder.Finish, "reader applier")]
    [InlineData(LaneOrder.Stream, "reader applier")]
    [InlineData(LaneOrder.Join, "reader applier")]
    [InlineData(LaneOrder.Verify, "reader applier")]
    [InlineData(LaneOrder.Settle, "reader applier")]
    [InlineData(LaneOrder.Reopen, "reader")]
    [InlineData(LaneOrder.Stop, "reader")]
    [InlineData(LaneOrder.Close, "reader")]
    public void Every_order_asks_something_of_some(LaneOrder order, string duties) =>
        string.Join(' ', LaneDuty.All.Where(duty => duty.Concerns(Copying with { Order = order })).Select(duty => duty.Name)).ShouldBe(duties);

    [Fact]
    public void A_schema_sync_is_the_main_lanes_affair_whatever_it_does()
    {
        LaneDuty.SchemaSync.Concerns(Copying with { HasSchemaSync = true, Order = LaneOrder.Stop }).ShouldBeTrue();
        LaneDuty.SchemaSync.Concerns(Copying with { HasSchemaSync = true, Kind = LaneKind.Temporary }).ShouldBeFalse();
    }

    [Fact]
    public void A_lane_that_has_halted_asks_nothing_of_anybody()
    {
        var halted = Copying with { Order = LaneOrder.Stream, Stage = LaneStage.Halted, StageNo = 3, Fault = new Fault(FaultKind.Halt, FaultCode.DiskFull, "", "") };
        LaneDuty.All.Where(duty => duty.Concerns(halted)).ShouldBeEmpty();
    }
}
