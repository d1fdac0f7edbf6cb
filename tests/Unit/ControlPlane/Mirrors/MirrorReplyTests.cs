using BunnyDb.Catalog.Mirrors;
using BunnyDb.Catalog.Resyncs;
using BunnyDb.Contracts.Mirrors;
using BunnyDb.Contracts.Resyncs;
using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Mirrors.Views;

namespace BunnyDb.Unit.ControlPlane.Mirrors;

public sealed class MirrorReplyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Resync Earlier = Of(Noon);
    private static readonly Resync Ended = Of(Noon.AddMinutes(1));

    [Fact]
    public void A_resync_that_has_ended_is_the_last_one() => Shown(MirrorStatus.Running, Ended, Earlier).ShouldBe((null, Ended.Id));

    [Fact]
    public void One_that_runs_is_the_present_one() => Shown(MirrorStatus.Resyncing, Of(null) with { Id = Guid.Empty }, Ended, Earlier).ShouldBe((Guid.Empty, Ended.Id));

    [Fact]
    public void One_that_is_only_asked_for_is_not_shown()
    {
        var asked = Of(null) with { StartedAt = null };
        Shown(MirrorStatus.Running, asked, Ended).ShouldBe((null, Ended.Id));
        Shown(MirrorStatus.Pausing, asked, Ended).ShouldBe((null, Ended.Id));
    }

    [Fact]
    public void As_long_as_the_mirror_is_resyncing_the_resync_is_not_over() => Shown(MirrorStatus.Resyncing, Ended, Earlier).ShouldBe((Ended.Id, Earlier.Id));

    [Fact]
    public void Without_any_resync_none_is_shown() => Shown(MirrorStatus.Running).ShouldBe((null, null));

    private static (Guid? Running, Guid? Last) Shown(MirrorStatus status, params Resync[] resyncs)
    {
        var mirror = new Mirror(Guid.NewGuid(), new MirrorName("m"), "a", "b", new MirrorOptions(), status, MirrorPhase.Cdc, null, Noon, Noon);
        var reply = MirrorReply.Of(mirror, null, resyncs, null);
        return (reply.Resync?.Id, reply.LastResync?.Id);
    }

    private static Resync Of(DateTimeOffset? finished) => new(
        Guid.NewGuid(), Guid.NewGuid(), false, ResyncStrategy.Swap, finished is null ? ResyncStatus.Running : ResyncStatus.Succeeded, MirrorPhase.ForeignKeys, [], [], false, 1, [],
        null, null, 0, null, 0, null, null, [], Noon, Noon, finished);
}
