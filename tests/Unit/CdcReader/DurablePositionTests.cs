using BunnyDb.CdcReader.Lanes;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Unit.CdcReader;

public sealed class DurablePositionTests
{
    private readonly DurablePosition durable = new();

    [Fact]
    public void A_position_counts_once_the_destination_has_flushed_beyond_it()
    {
        durable.Observe(new Lsn(10), inserted: new Lsn(1000), flushed: new Lsn(900)).ShouldBe(Lsn.None);
        durable.Observe(new Lsn(20), inserted: new Lsn(2000), flushed: new Lsn(1000)).ShouldBe(new Lsn(10));
        durable.Observe(new Lsn(30), inserted: new Lsn(3000), flushed: new Lsn(1999)).ShouldBe(new Lsn(10));
        durable.Observe(new Lsn(40), inserted: new Lsn(4000), flushed: new Lsn(2000)).ShouldBe(new Lsn(20));
    }

    [Fact]
    public void A_destination_that_is_on_disk_counts_at_once() =>
        durable.Observe(new Lsn(10), inserted: new Lsn(1000), flushed: new Lsn(1000)).ShouldBe(new Lsn(10));

    [Fact]
    public void A_busy_destination_that_never_flushes_all_still_comes_forward()
    {
        var log = 1000UL;
        for (var i = 1UL; i <= 10; i++, log += 1000)
        {
            durable.Observe(new Lsn(i), inserted: new Lsn(log), flushed: new Lsn(log - 500));
        }

        durable.Value.ShouldBeGreaterThanOrEqualTo(new Lsn(8));
    }

    [Fact]
    public void It_never_goes_back()
    {
        durable.Observe(new Lsn(10), new Lsn(1), new Lsn(1));
        durable.Observe(new Lsn(5), new Lsn(2), new Lsn(2)).ShouldBe(new Lsn(10));
    }
}
