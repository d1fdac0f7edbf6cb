using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.Postgres.Progress;
using BunnyDb.Postgres.Replication;

namespace BunnyDb.Unit.CdcReader;

public sealed class SlotInspectionTests
{
    private static readonly SlotInspection.SlotState Fit = new(IsOurs: true, IsInvalidated: false, new Lsn(100));

    [Theory]
    [InlineData(100UL)]
    [InlineData(99UL)]
    public void A_slot_at_or_before_the_position_is_fit(ulong confirmed) =>
        SlotInspection.OfSlot("s", Fit with { ConfirmedFlush = new Lsn(confirmed) }, At(100)).ShouldBeNull();

    [Fact]
    public void A_slot_beyond_the_position_was_moved() => Code(Fit, At(99)).ShouldBe(FaultCode.SlotMoved);

    [Fact]
    public void A_slot_of_another_plugin_or_database_is_not_ours() => Code(Fit with { IsOurs = false }, At(100)).ShouldBe(FaultCode.SlotMoved);

    [Fact]
    public void A_slot_whose_log_is_gone_is_invalidated() => Code(Fit with { IsInvalidated = true }, At(100)).ShouldBe(FaultCode.SlotInvalidated);

    [Fact]
    public void A_slot_that_is_not_there_is_missing() => Code(null, At(100)).ShouldBe(FaultCode.SlotMissing);

    [Fact]
    public void A_destination_without_the_lane_has_no_position() => Code(Fit, null).ShouldBe(FaultCode.PositionMissing);

    [Fact]
    public void Another_cluster_is_refused_and_an_unknown_one_is_not()
    {
        SlotInspection.OfCluster("1", "2").ShouldNotBeNull().Code.ShouldBe(FaultCode.OtherCluster);
        SlotInspection.OfCluster("1", "1").ShouldBeNull();
        SlotInspection.OfCluster(null, "1").ShouldBeNull();
        SlotInspection.OfCluster("1", "").ShouldBeNull();
    }

    private static string? Code(SlotInspection.SlotState? slot, LaneProgress? progress)
    {
        var fault = SlotInspection.OfSlot("s", slot, progress);
        // Bookkeeping can be restored and the lane resumed; changes that a slot does not have any more cannot.
        fault.ShouldNotBeNull().Kind.ShouldBe(progress is null ? FaultKind.Halt : FaultKind.Fatal);
        return fault.Code;
    }

    private static LaneProgress At(ulong position) => new(default, "1", 1, 1, new Lsn(position), 0, null);
}
