using System.Net;
using System.Text.Json;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;

namespace BunnyDb.Scenarios;

/// <summary>The shapes that a script relies on.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class RestTests(BrokerStack stack)
{
    [Fact(Timeout = 30_000)]
    public async Task The_document_describes_every_route_and_swagger_shows_it()
    {
        using var stranger = stack.Api.As(null);
        var document = (await stranger.GetAsync("/openapi/v1.json")).ShouldHaveStatus(HttpStatusCode.OK);
        var paths = document.Body.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        foreach (var path in (string[])
            [
                "/v1/auth/login", "/v1/auth/me", "/v1/auth/change-password", "/v1/users", "/v1/users/{username}", "/v1/tokens", "/v1/tokens/{id}", "/v1/peers",
                "/v1/peers/{name}", "/v1/peers/{name}/test", "/v1/peers/{name}/tables", "/v1/mirrors", "/v1/mirrors/{name}", "/v1/mirrors/{name}/pause",
                "/v1/mirrors/{name}/resume", "/v1/mirrors/{name}/retry", "/v1/mirrors/{name}/tables", "/v1/mirrors/{name}/available-tables", "/v1/mirrors/{name}/logs",
            ])
        {
            paths.ShouldContain(path);
        }

        document.Text.ShouldContain("bearer", Case.Insensitive);
        (await stranger.GetAsync("/swagger/index.html")).ShouldHaveStatus(HttpStatusCode.OK).Text.ShouldContain("swagger", Case.Insensitive);
    }

    [Fact(Timeout = 30_000)]
    public async Task Every_invalid_field_is_named_by_its_path()
    {
        var reply = await stack.Api.PostAsync("/v1/mirrors", new
        {
            name = "Not A Name!",
            source_peer = "nobody",
            max_batch_size = 0,
            table_mappings = new object[] { new { source_table = "public.a", destination_table = "public.a" }, new { source_table = "public.b" } },
        });
        reply.ShouldRefuse([HttpStatusCode.BadRequest]);
        var errors = reply.Body.GetProperty("errors").EnumerateObject().Select(error => error.Name).ToList();
        foreach (var field in (string[])["name", "destination_peer", "max_batch_size", "table_mappings[1].destination_table"])
        {
            errors.ShouldContain(field);
        }

        (await stack.Api.PostAsync("/v1/peers", new { name = "p", port = 70000, ssl_mode = "perhaps" })).ShouldRefuse([HttpStatusCode.BadRequest], "host", "port", "ssl_mode");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_NUL_is_refused_wherever_it_stands()
    {
        const string nul = "a\0b";
        var mapping = new { source_table = "public.a", destination_table = "public.a", partition_key = nul, exclude_columns = (string[])[nul] };
        (await stack.Api.PostAsync("/v1/mirrors", new { name = "nul", source_peer = nul, destination_peer = "nobody", table_mappings = (object[])[mapping] }))
            .ShouldRefuse([HttpStatusCode.BadRequest], "source_peer", "table_mappings[0].partition_key", "table_mappings[0].exclude_columns[0]");
        (await stack.Api.GetAsync("/v1/mirrors/nobody/logs?search=%00")).ShouldRefuse([HttpStatusCode.BadRequest], "search");
        (await stack.Api.GetAsync("/v1/mirrors/%00")).ShouldHaveStatus(HttpStatusCode.BadRequest);
        using var stranger = stack.Api.As(null);
        (await stranger.PostAsync("/v1/auth/login", new { username = nul, password = nul })).ShouldRefuse([HttpStatusCode.BadRequest], "username", "password");
    }

    [Fact(Timeout = 30_000)]
    public async Task What_does_not_exist_is_a_problem_document_too()
    {
        foreach (var path in (string[])["/v1/mirrors/nobody", "/v1/peers/nobody", "/v1/mirrors/nobody/tables", "/v1/mirrors/nobody/logs"])
        {
            (await stack.Api.GetAsync(path)).ShouldRefuse([HttpStatusCode.NotFound], "nobody");
        }

        foreach (var action in (string[])["pause", "resume", "retry"])
        {
            (await stack.Api.PostAsync($"/v1/mirrors/nobody/{action}")).ShouldRefuse([HttpStatusCode.NotFound], "nobody");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_peer_can_be_tested_listed_changed_and_is_kept_while_a_mirror_uses_it()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "peer_life");
        await Bank.CreateAsync(scenario.Source);
        var peer = (await stack.Api.GetAsync($"/v1/peers/{scenario.SourcePeer}")).ShouldHaveStatus(HttpStatusCode.OK);
        peer.Body.GetProperty("port").GetInt32().ShouldBe(stack.Environment.Source.Port);
        peer.Body.TryGetProperty("password", out _).ShouldBeFalse();

        var test = (await stack.Api.PostAsync($"/v1/peers/{scenario.SourcePeer}/test")).ShouldHaveStatus(HttpStatusCode.OK);
        test.Body.GetProperty("success").GetBoolean().ShouldBeTrue(test.Text);
        test.Body.GetProperty("checks").GetArrayLength().ShouldBeGreaterThan(0);
        (await stack.Api.PutAsync($"/v1/peers/{scenario.SourcePeer}", new { password = "wrong" })).ShouldHaveStatus(HttpStatusCode.OK);
        var wrong = (await stack.Api.PostAsync($"/v1/peers/{scenario.SourcePeer}/test")).ShouldHaveStatus(HttpStatusCode.OK);
        wrong.Body.GetProperty("success").GetBoolean().ShouldBeFalse();
        (await stack.Api.PutAsync($"/v1/peers/{scenario.SourcePeer}", new { password = stack.Environment.Source.Password })).ShouldHaveStatus(HttpStatusCode.OK);

        var tables = (await stack.Api.GetAsync($"/v1/peers/{scenario.SourcePeer}/tables")).ShouldHaveStatus(HttpStatusCode.OK).Body.EnumerateArray().ToList();
        tables.Select(table => table.GetProperty("table_name").GetString()).Order().ShouldBe(["account", "document", "journal"]);

        await scenario.StartMirrorAsync(["public.account"]);
        (await stack.Api.DeleteAsync($"/v1/peers/{scenario.SourcePeer}")).ShouldRefuse([HttpStatusCode.Conflict], scenario.Name);
        var available = (await stack.Api.GetAsync($"/v1/mirrors/{scenario.Name}/available-tables")).ShouldHaveStatus(HttpStatusCode.OK).Text;
        available.ShouldContain("journal");
        available.ShouldNotContain("account");
        await scenario.EndAsync();
        (await stack.Api.DeleteAsync($"/v1/peers/{scenario.SourcePeer}")).ShouldHaveStatus(HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_mirror_shows_where_it_is()
    {
        await using var scenario = await Scenario.BeginAsync(stack, "mirror_shape");
        await Bank.CreateAsync(scenario.Source);
        await scenario.StartMirrorAsync(Bank.Tables);
        await scenario.Source.ExecuteAsync("update account set stamp = stamp + 1 where id <= 10");
        await scenario.ShouldBecomeEqualAsync(TimeSpan.FromSeconds(20), Bank.Tables);

        var mirror = await scenario.Mirror.GetAsync();
        mirror.GetProperty("current_phase").GetString().ShouldBe("CDC");
        mirror.GetProperty("source_peer").GetString().ShouldBe(scenario.SourcePeer);
        mirror.GetProperty("destination_peer").GetString().ShouldBe(scenario.DestinationPeer);
        mirror.GetProperty("resync_strategy").GetString().ShouldBe("truncate");
        mirror.GetProperty("slot_name").GetString().ShouldBe("bunny_mirror_shape");
        mirror.GetProperty("publication_name").GetString().ShouldBe("bunny_mirror_shape");
        mirror.GetProperty("last_lsn").GetString()!.ShouldMatch("^[0-9A-F]+/[0-9A-F]+$");
        mirror.GetProperty("lag_bytes").ValueKind.ShouldBe(JsonValueKind.Number);
        mirror.GetProperty("lag_seconds").ValueKind.ShouldBe(JsonValueKind.Number);
        mirror.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null);
        mirror.GetProperty("resync").ValueKind.ShouldBe(JsonValueKind.Null);
        mirror.GetProperty("last_resync").ValueKind.ShouldBe(JsonValueKind.Null);
        foreach (var table in mirror.GetProperty("tables").EnumerateArray())
        {
            table.GetProperty("status").GetString().ShouldBe("SYNCED");
            table.GetProperty("rows_copied").GetInt64().ShouldBeGreaterThan(0);
        }

        (await stack.Api.GetAsync("/v1/mirrors")).Body.EnumerateArray().Single(one => one.GetProperty("name").GetString() == scenario.Name)
            .TryGetProperty("tables", out _).ShouldBeFalse();
        var logs = (await stack.Api.GetAsync($"/v1/mirrors/{scenario.Name}/logs?limit=5")).ShouldHaveStatus(HttpStatusCode.OK).Body;
        logs.GetProperty("limit").GetInt32().ShouldBe(5);
        logs.GetProperty("total").GetInt64().ShouldBeGreaterThan(0);
        logs.GetProperty("logs")[0].GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        await scenario.EndAsync();
    }
}
