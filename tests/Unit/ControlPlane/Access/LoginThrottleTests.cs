using BunnyDb.ControlPlane.Access;

namespace BunnyDb.Unit.ControlPlane.Access;

public sealed class LoginThrottleTests
{
    private readonly ManualTime time = new();
    private readonly LoginThrottle throttle;

    public LoginThrottleTests() => throttle = new LoginThrottle(time);

    [Fact]
    public void A_few_failures_cost_nothing()
    {
        Fail("ann", "10.0.0.1", LoginThrottle.FreeFailuresPerUser - 1);

        throttle.WaitOf("ann", "10.0.0.1").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void More_failures_double_the_wait_up_to_a_limit()
    {
        Fail("ann", "10.0.0.1", LoginThrottle.FreeFailuresPerUser);
        var first = throttle.WaitOf("ann", "10.0.0.1");
        Fail("ann", "10.0.0.1", 1);
        var second = throttle.WaitOf("ann", "10.0.0.1");
        Fail("ann", "10.0.0.1", 1000);
        var last = throttle.WaitOf("ann", "10.0.0.1");

        first.ShouldBe(TimeSpan.FromSeconds(5));
        second.ShouldBe(TimeSpan.FromSeconds(10));
        last.ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void The_wait_ends_by_itself()
    {
        Fail("ann", "10.0.0.1", LoginThrottle.FreeFailuresPerUser);

        time.Advance(TimeSpan.FromSeconds(5));

        throttle.WaitOf("ann", "10.0.0.1").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Another_user_at_the_same_address_may_log_in()
    {
        Fail("ann", "10.0.0.1", LoginThrottle.FreeFailuresPerUser + 1);

        throttle.WaitOf("bob", "10.0.0.1").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Many_users_tried_from_one_address_close_the_address()
    {
        for (var i = 0; i < LoginThrottle.FreeFailuresPerAddress; i++)
        {
            Fail($"user{i}", "10.0.0.1", 1);
        }

        throttle.WaitOf("bob", "10.0.0.1").ShouldBeGreaterThan(TimeSpan.Zero);
        throttle.WaitOf("bob", "10.0.0.2").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_success_forgets_the_users_failures()
    {
        Fail("ann", "10.0.0.1", LoginThrottle.FreeFailuresPerUser - 1);
        throttle.Succeeded("ann");
        Fail("ann", "10.0.0.1", 1);

        throttle.WaitOf("ann", "10.0.0.1").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Failures_of_long_ago_are_forgotten()
    {
        Fail("ann", "10.0.0.1", LoginThrottle.FreeFailuresPerUser);
        time.Advance(TimeSpan.FromMinutes(15));
        Fail("ann", "10.0.0.1", 1);

        throttle.WaitOf("ann", "10.0.0.1").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_flood_of_names_does_not_make_a_guessed_user_forgotten_at_once()
    {
        for (var i = 0; i < 9_000; i++)
        {
            throttle.Failed($"user{i}", "10.0.0.1");
        }

        Fail("ann", "10.0.0.2", LoginThrottle.FreeFailuresPerUser);
        for (var i = 0; i < 5_000; i++)
        {
            throttle.Failed($"other{i}", "10.0.0.1");
        }

        throttle.WaitOf("ann", "10.0.0.2").ShouldBeGreaterThan(TimeSpan.Zero);
    }

    private void Fail(string username, string address, int times)
    {
        for (var i = 0; i < times; i++)
        {
            throttle.Failed(username, address);
        }
    }
}
