using BunnyDb.Postgres.Replication.Streaming;

namespace BunnyDb.Unit.Replication;

public sealed class BacklogTests
{
    private readonly Clock clock = new();
    private readonly Backlog backlog;

    public BacklogTests() => backlog = new Backlog(clock);

    [Fact]
    public void A_lightly_loaded_lane_never_has_one()
    {
        for (var transaction = 0; transaction < 1000; transaction++)
        {
            clock.Forward(TimeSpan.FromMilliseconds(20));
            backlog.Read(1000, waited: true).ShouldBeFalse();
        }
    }

    [Fact]
    public void Small_messages_in_quick_succession_are_one()
    {
        var reads = Enumerable.Range(0, 1000).Select(_ =>
        {
            clock.Forward(TimeSpan.FromMicroseconds(5));
            return backlog.Read(200, waited: true);
        }).ToList();
        reads.IndexOf(true).ShouldBe(Backlog.Bytes / 200);
        reads.Count(isThere => isThere).ShouldBe(1000 / ((Backlog.Bytes / 200) + 1));
    }

    [Fact]
    public void A_reader_that_waited_for_its_processor_sees_it_all_the_same()
    {
        clock.Forward(Backlog.Within * 3);
        backlog.Read(Backlog.Bytes * 4, waited: true).ShouldBeTrue();
        clock.Forward(Backlog.Within * 3);
        backlog.Read(Backlog.Bytes * 2, waited: true).ShouldBeFalse();
    }

    [Fact]
    public void What_is_here_is_taken_before_more_may_gather()
    {
        backlog.Read(Backlog.Bytes, waited: false).ShouldBeFalse();
        backlog.Read(Backlog.Bytes, waited: false).ShouldBeFalse();
        backlog.Read(1, waited: true).ShouldBeTrue();
    }

    [Fact]
    public void It_ends_when_a_nap_finds_little()
    {
        backlog.Read(Backlog.Bytes, waited: true).ShouldBeTrue();
        backlog.Restart();
        backlog.Read(Backlog.Bytes / 2, waited: false).ShouldBeFalse();
        clock.Forward(Backlog.Within * 2);
        backlog.Read(100, waited: true).ShouldBeFalse();
        backlog.Read(Backlog.Bytes / 2, waited: true).ShouldBeFalse();
    }

    [Fact]
    public void It_lasts_once_a_burst_would_be_over_and_ends_with_the_first_read_that_finds_little()
    {
        for (var lasted = TimeSpan.Zero; lasted < Backlog.Lasting; lasted += Nap.Longest)
        {
            backlog.Read(Backlog.Bytes, waited: true).ShouldBeTrue();
            backlog.IsLasting.ShouldBeFalse();
            clock.Forward(Nap.Longest);
            backlog.Restart();
        }

        backlog.Read(Backlog.Bytes, waited: true).ShouldBeTrue();
        backlog.IsLasting.ShouldBeTrue();
        clock.Forward(Backlog.Within * 2);
        backlog.Read(100, waited: true).ShouldBeFalse();
        backlog.IsLasting.ShouldBeFalse();
    }

    private sealed class Clock : TimeProvider
    {
        private TimeSpan now = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now.Ticks;

        internal void Forward(TimeSpan by) => now += by;
    }
}
