using System.Net;
using BunnyDb.Scenarios.Api;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;

namespace BunnyDb.Scenarios;

/// <summary>Who may do what.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class AccessTests(BrokerStack stack)
{
    [Fact(Timeout = 90_000)]
    public async Task Without_a_token_only_the_open_routes_answer()
    {
        using var stranger = stack.Api.As(null);
        foreach (var path in (string[])["/v1/mirrors", "/v1/peers", "/v1/users", "/v1/tokens", "/v1/auth/me", "/v1/mirrors/x/logs"])
        {
            (await stranger.GetAsync(path)).ShouldHaveStatus(HttpStatusCode.Unauthorized);
        }

        using var forger = stack.Api.As("no-such-token");
        (await forger.GetAsync("/v1/mirrors")).ShouldRefuse([HttpStatusCode.Unauthorized]);

        foreach (var path in (string[])["/health", "/health/live"])
        {
            (await stranger.GetAsync(path)).ShouldHaveStatus(HttpStatusCode.OK)["status"].ShouldBe("ok");
        }

        // The test before may have taken the broker away, and every connection to it comes back in its own time.
        var ready = await WaitFor.StateAsync("the control plane is ready", TimeSpan.FromSeconds(60), () => stranger.GetAsync("/health/ready"), reply => reply.Status == HttpStatusCode.OK);
        ready["status"].ShouldBe("ok");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_login_gives_a_token_that_knows_its_user()
    {
        var environment = stack.Environment;
        using var stranger = stack.Api.As(null);
        var reply = await stranger.PostAsync("/v1/auth/login", new { username = environment.AdminUser, password = environment.AdminPassword });
        reply.ShouldHaveStatus(HttpStatusCode.OK);
        reply["username"].ShouldBe(environment.AdminUser);
        reply["role"].ShouldBe("admin");
        DateTimeOffset.Parse(reply["expires_at"]!).ShouldBeGreaterThan(DateTimeOffset.UtcNow);

        using var me = stack.Api.As(reply["token"]);
        var who = (await me.GetAsync("/v1/auth/me")).ShouldHaveStatus(HttpStatusCode.OK);
        (who["username"], who["role"]).ShouldBe((environment.AdminUser, "admin"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_viewer_may_look_and_nothing_else()
    {
        await stack.Api.DeleteAsync("/v1/users/onlooker");
        (await stack.Api.PostAsync("/v1/users", new { username = "onlooker", password = "looks-only-1", role = "viewer" })).ShouldHaveStatus(HttpStatusCode.Created);
        (await stack.Api.PostAsync("/v1/users", new { username = "onlooker", password = "looks-only-1", role = "viewer" })).ShouldRefuse([HttpStatusCode.Conflict]);
        using var viewer = await BunnyApi.LoginAsync(stack.Environment.Api, "onlooker", "looks-only-1");

        (await viewer.GetAsync("/v1/mirrors")).ShouldHaveStatus(HttpStatusCode.OK);
        (await viewer.GetAsync("/v1/peers")).ShouldHaveStatus(HttpStatusCode.OK);
        (await viewer.PostAsync("/v1/peers", new { name = "p", host = "h", user = "u", database = "d" })).ShouldRefuse([HttpStatusCode.Forbidden]);
        (await viewer.PostAsync("/v1/mirrors/x/pause")).ShouldRefuse([HttpStatusCode.Forbidden]);
        (await viewer.DeleteAsync("/v1/mirrors/x")).ShouldRefuse([HttpStatusCode.Forbidden]);
        (await viewer.GetAsync("/v1/users")).ShouldRefuse([HttpStatusCode.Forbidden]);
        (await viewer.GetAsync("/v1/tokens")).ShouldRefuse([HttpStatusCode.Forbidden]);

        // Their own password is theirs to change.
        (await viewer.PostAsync("/v1/auth/change-password", new { current_password = "wrong", new_password = "looks-only-2" })).ShouldRefuse([HttpStatusCode.Unauthorized]);
        (await viewer.PostAsync("/v1/auth/change-password", new { current_password = "looks-only-1", new_password = "looks-only-2" })).ShouldHaveStatus(HttpStatusCode.OK);
        (await BunnyApi.LoginAsync(stack.Environment.Api, "onlooker", "looks-only-2")).Dispose();

        (await stack.Api.DeleteAsync("/v1/users/onlooker")).ShouldHaveStatus(HttpStatusCode.OK);
        (await viewer.GetAsync("/v1/mirrors")).ShouldHaveStatus(HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = 30_000)]
    public async Task An_admin_cannot_delete_themselves() =>
        (await stack.Api.DeleteAsync($"/v1/users/{stack.Environment.AdminUser}")).ShouldRefuse([HttpStatusCode.BadRequest]);

    [Fact(Timeout = 30_000)]
    public async Task A_long_lived_token_is_shown_once_and_works_until_it_is_deleted()
    {
        var made = (await stack.Api.PostAsync("/v1/tokens", new { name = "runbook", role = "viewer", expires_in_days = 1 })).ShouldHaveStatus(HttpStatusCode.Created);
        var secret = made["token"].ShouldNotBeNull();
        (await stack.Api.GetAsync("/v1/tokens")).Text.ShouldNotContain(secret);

        using var runbook = stack.Api.As(secret);
        (await runbook.GetAsync("/v1/mirrors")).ShouldHaveStatus(HttpStatusCode.OK);
        (await runbook.PostAsync("/v1/mirrors/x/pause")).ShouldRefuse([HttpStatusCode.Forbidden]);
        (await stack.Api.DeleteAsync($"/v1/tokens/{made["id"]}")).ShouldHaveStatus(HttpStatusCode.OK);
        (await runbook.GetAsync("/v1/mirrors")).ShouldHaveStatus(HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = 30_000)]
    public async Task Guessing_a_password_is_slowed_down()
    {
        using var guesser = stack.Api.As(null);
        var statuses = new List<HttpStatusCode>();
        for (var guess = 0; guess < 20 && !statuses.Contains(HttpStatusCode.TooManyRequests); guess++)
        {
            var reply = await guesser.PostAsync("/v1/auth/login", new { username = "somebody", password = $"guess {guess}" });
            reply.ShouldRefuse([HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests]);
            statuses.Add(reply.Status);
        }

        statuses[0].ShouldBe(HttpStatusCode.Unauthorized);
        statuses[^1].ShouldBe(HttpStatusCode.TooManyRequests);
    }
}
