using BunnyDb.CdcReader.Lanes;
using BunnyDb.ChangeStream;
using BunnyDb.Contracts.Values;

namespace BunnyDb.Unit.CdcReader;

public sealed class InFlightTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly InFlight flight = new(new Lsn(100), TimeProvider.System);

    [Fact]
    public void Nothing_is_in_flight_at_first()
    {
        flight.IsEmpty.ShouldBeTrue();
        flight.OldestUnapplied.ShouldBeNull();
        flight.StalledFor.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void The_oldest_transaction_that_is_not_applied_tells_the_lag()
    {
        flight.Wrote(Batch(100, 200), Noon);
        flight.Wrote(Batch(200, 300), Noon.AddSeconds(5));
        flight.OldestUnapplied.ShouldBe(Noon);
        flight.Observe(new Lsn(200), taken: 0);
        flight.OldestUnapplied.ShouldBe(Noon.AddSeconds(5));
        flight.IsEmpty.ShouldBeFalse();
        flight.Observe(new Lsn(300), taken: 1);
        flight.OldestUnapplied.ShouldBeNull();
        flight.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Part_of_a_transaction_is_in_flight_until_the_whole_is_applied()
    {
        flight.Wrote(Batch(100, 100, isInside: true), Noon);
        flight.Observe(new Lsn(100), taken: 0);
        flight.IsEmpty.ShouldBeFalse();
        flight.OldestUnapplied.ShouldBe(Noon);
        flight.Wrote(Batch(100, 200), Noon);
        flight.Observe(new Lsn(200), taken: 1);
        flight.IsEmpty.ShouldBeTrue();
        flight.OldestUnapplied.ShouldBeNull();
    }

    [Fact]
    public void A_write_that_does_not_come_back_is_blocked()
    {
        flight.Wrote(Batch(100, 200), Noon);
        flight.BlockedFor.ShouldBeGreaterThan(TimeSpan.Zero);
        flight.WindowHasRoom();
        flight.BlockedFor.ShouldBe(TimeSpan.Zero);
        flight.StalledFor.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    private static ChangeBatch Batch(ulong follows, ulong last, bool isInside = false) =>
        new(default, 1, 0, new Lsn(follows), new Lsn(last), isInside, ReadOnlyMemory<byte>.Empty);
}
