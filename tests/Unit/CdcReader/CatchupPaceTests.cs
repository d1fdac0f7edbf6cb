using BunnyDb.CdcReader.Lanes;
using BunnyDb.Contracts.Faults;
using BunnyDb.Unit.ControlPlane.Access;

namespace BunnyDb.Unit.CdcReader;

public sealed class CatchupPaceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ManualTime time = new();

    [Fact]
    public void A_lane_that_comes_nearer_may_take_as_long_as_it_needs()
    {
        var pace = new CatchupPace(Patience, time);
        for (var lag = 1_000_000L; lag > 1000; lag = lag * 9 / 10)
        {
            pace.Note(lag);
            time.Advance(TimeSpan.FromMinutes(9));
        }
    }

    [Fact]
    public void A_lane_that_never_comes_nearer_gives_up_and_says_so()
    {
        var pace = new CatchupPace(Patience, time);
        pace.Note(50 << 20);
        time.Advance(TimeSpan.FromMinutes(9));
        pace.Note(60 << 20);
        pace.Note(49 << 20);
        time.Advance(TimeSpan.FromMinutes(2));

        Should.Throw<FaultException>(() => pace.Note(50 << 20)).Fault.Code.ShouldBe(FaultCode.CatchupTooSlow);
    }
}
