using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Lanes;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Values;
using BunnyDb.SnapshotWorker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BunnyDb.Unit.SnapshotWorker;

public sealed class WorkerRoleTests
{
    private static readonly Lane Lane = new(
        LaneId.New(), Guid.NewGuid(), new MirrorName("m"), LaneKind.Main, "bunny_m", "bunny_m", LaneOrder.Copy, 3, LaneStage.Prepared, 2, 1, "1", "s", Lsn.None,
        "a", "b", new MirrorOptions(), null);

    private static readonly WorkerRole Role = new(null!, null!, null!, null!, null!, Options.Create(new WorkerOptions()), TimeProvider.System, NullLogger<WorkerRole>.Instance);

    [Fact]
    public void A_copy_that_is_ordered_and_not_answered_concerns_workers() => Role.IsConcerned(Lane).ShouldBeTrue();

    [Fact]
    public void A_lane_that_was_opened_again_must_be_prepared_first() =>
        Role.IsConcerned(Lane with { Stage = LaneStage.Opened, StageNo = 3, Generation = 2 }).ShouldBeFalse();

    [Theory]
    [InlineData(LaneOrder.Open)]
    [InlineData(LaneOrder.Prepare)]
    [InlineData(LaneOrder.Finish)]
    [InlineData(LaneOrder.Stream)]
    [InlineData(LaneOrder.Join)]
    [InlineData(LaneOrder.Stop)]
    [InlineData(LaneOrder.Close)]
    public void Other_orders_are_for_others(LaneOrder order) => Role.IsConcerned(Lane with { Order = order }).ShouldBeFalse();
}
