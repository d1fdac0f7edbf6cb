using BunnyDb.Catalog.Lanes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Values;
using BunnyDb.ControlPlane.Presence;

namespace BunnyDb.Unit.ControlPlane.Presence;

public sealed class MissingServicesTests
{
    private static readonly LaneId Lane = LaneId.New();
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly Clock clock = new();
    private readonly MissingServices missing;

    public MissingServicesTests() => missing = new MissingServices(clock);

    [Fact]
    public void A_change_of_instances_is_no_fault()
    {
        JudgeAt(0, LaneDuty.Reader).ShouldBeNull();
        JudgeAt(9, LaneDuty.Reader).ShouldBeNull();
        JudgeAt(11).ShouldBeNull();
        JudgeAt(12, LaneDuty.Reader).ShouldBeNull("it was there in between");
    }

    [Fact]
    public void A_service_that_stays_away_is_named_until_it_is_back()
    {
        JudgeAt(0, LaneDuty.Applier).ShouldBeNull();
        var fault = JudgeAt(10, LaneDuty.Applier).ShouldNotBeNull();
        (fault.Kind, fault.Code, fault.Since).ShouldBe((FaultKind.Transient, FaultCode.ServiceMissing, Noon));
        fault.Message.ShouldContain("no applier runs");
        JudgeAt(12, LaneDuty.Applier).ShouldBe(fault, "the same one, which is told once");
        JudgeAt(14).ShouldBeNull();
    }

    [Fact]
    public void Of_two_the_one_that_is_away_for_longer_is_named()
    {
        JudgeAt(0, LaneDuty.Reader);
        JudgeAt(5, LaneDuty.Applier, LaneDuty.Reader);
        JudgeAt(20, LaneDuty.Applier, LaneDuty.Reader)!.Message.ShouldContain("no cdc-reader runs");
    }

    [Fact]
    public void What_was_not_known_for_a_time_counts_from_then_on()
    {
        JudgeAt(0, LaneDuty.Reader);
        missing.Forget();
        JudgeAt(11, LaneDuty.Reader).ShouldBeNull();
        JudgeAt(21, LaneDuty.Reader).ShouldNotBeNull();
    }

    private Fault? JudgeAt(int second, params LaneDuty[] untaken)
    {
        clock.Now = Noon.AddSeconds(second);
        return missing.Judge([.. untaken.Select(duty => (Lane, duty))]).GetValueOrDefault(Lane);
    }

    private sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { private get; set; } = Noon;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
