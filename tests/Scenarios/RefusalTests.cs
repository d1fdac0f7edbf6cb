using System.Net;
using BunnyDb.Integration.Fixture;
using BunnyDb.Scenarios.Api;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Mirrors;
using BunnyDb.Scenarios.Stacks;
using Npgsql;

namespace BunnyDb.Scenarios;

/// <summary>What cannot work is refused at once, by name, and leaves nothing behind on either database.</summary>
[Collection(BrokerStackCollection.Name)]
public sealed class RefusalTests(BrokerStack stack)
{
    private static readonly TablePair Account = "public.account";

    [Fact(Timeout = 60_000)]
    public Task A_table_without_key_or_identity() => RefusedAsync(
        "refuse_no_key", HttpStatusCode.UnprocessableEntity, ["public.loose", "replica identity"],
        async scenario =>
        {
            await scenario.Source.ExecuteAsync("create table loose (a int)");
            return await scenario.TryCreateMirrorAsync([Account, "public.loose"]);
        });

    [Fact(Timeout = 60_000)]
    public Task A_table_whose_key_is_deferrable() => RefusedAsync(
        "refuse_deferrable_key", HttpStatusCode.UnprocessableEntity, ["public.swapped", "replica identity"],
        async scenario =>
        {
            // PostgreSQL takes no deferrable key as a replica identity: once published, the application's own UPDATE would fail.
            await scenario.Source.ExecuteAsync("create table swapped (id int primary key deferrable initially deferred)");
            return await scenario.TryCreateMirrorAsync([Account, "public.swapped"]);
        });

    [Fact(Timeout = 60_000)]
    public Task A_role_without_select() => RefusedAsync(
        "refuse_select", HttpStatusCode.UnprocessableEntity, ["public.account", "select"], scenario => CreateAsRoleAsync(scenario, "login replication"));

    [Fact(Timeout = 60_000)]
    public Task A_role_without_replication() => RefusedAsync(
        "refuse_replication", HttpStatusCode.UnprocessableEntity, ["replication"],
        scenario => CreateAsRoleAsync(scenario, "login", "grant select on all tables in schema public to"));

    [Fact(Timeout = 90_000)]
    public async Task A_server_with_wal_level_replica()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"bunnydb-wal-level-{Environment.ProcessId}");
        try
        {
            await ProjectScript.RunAsync("postgres", ["start", folder, "plain", "wal_level=replica"], TimeSpan.FromMinutes(1));
            var plain = LibpqUri.Parse((await ProjectScript.RunAsync("postgres", ["url", folder, "plain"], TimeSpan.FromSeconds(10))).Trim());
            await using var database = new ScenarioDatabase(plain, "refuse_wal_level");
            await database.CreateAsync();
            await Bank.CreateAsync(database.Connections);
            await RefusedAsync(
                "refuse_wal_level", HttpStatusCode.UnprocessableEntity, ["wal_level"],
                async scenario =>
                {
                    (await scenario.Api.PutAsync($"/v1/peers/{scenario.SourcePeer}", new { port = plain.Port, user = plain.Username, password = plain.Password }))
                        .ShouldHaveStatus(HttpStatusCode.OK);
                    return await scenario.TryCreateMirrorAsync([Account]);
                });
            (await database.LeftoversAsync()).ShouldBeEmpty();
        }
        finally
        {
            await ProjectScript.RunAsync("postgres", ["stop", folder, "plain"], TimeSpan.FromMinutes(1));
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task No_free_slot()
    {
        await using var server = NpgsqlDataSource.Create(stack.Environment.Source);
        try
        {
            await RefusedAsync(
                "refuse_no_slot", HttpStatusCode.UnprocessableEntity, ["slot"],
                async scenario =>
                {
                    await server.ExecuteAsync(
                        """
                        select pg_create_physical_replication_slot('taken_' || n)
                        from generate_series(1, current_setting('max_replication_slots')::int - (select count(*)::int from pg_replication_slots)) n
                        """);
                    return await scenario.TryCreateMirrorAsync([Account]);
                });
        }
        finally
        {
            await server.ExecuteAsync("select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like 'taken\\_%'");
        }
    }

    [Fact(Timeout = 60_000)]
    public Task A_column_that_is_not_there() => RefusedAsync(
        "refuse_column", HttpStatusCode.UnprocessableEntity, ["no_such_column"],
        scenario => scenario.TryCreateMirrorAsync([new TablePair("public.account", "public.account", "no_such_column")]));

    [Fact(Timeout = 60_000)]
    public Task A_key_column_cannot_be_excluded() => RefusedAsync(
        "refuse_key_column", HttpStatusCode.UnprocessableEntity, ["id"],
        scenario => scenario.TryCreateMirrorAsync([new TablePair("public.account", "public.account", "id")]));

    [Fact(Timeout = 60_000)]
    public Task A_table_that_is_not_there() => RefusedAsync(
        "refuse_table", HttpStatusCode.UnprocessableEntity, ["no_such_table"], scenario => scenario.TryCreateMirrorAsync([Account, "public.no_such_table"]));

    [Fact(Timeout = 60_000)]
    public Task Two_sources_into_one_destination() => RefusedAsync(
        "refuse_two_sources", null, ["public.account"],
        scenario => scenario.TryCreateMirrorAsync([Account, new TablePair("public.document", "public.account")]));

    [Fact(Timeout = 60_000)]
    public Task A_source_that_is_its_own_destination() => RefusedAsync(
        "refuse_itself", null, ["public.account"],
        async scenario =>
        {
            // By another name the server is still the same.
            (await scenario.Api.PutAsync(
                $"/v1/peers/{scenario.DestinationPeer}",
                new { host = "localhost", port = stack.Environment.Source.Port, user = stack.Environment.Source.Username, password = stack.Environment.Source.Password }))
                .ShouldHaveStatus(HttpStatusCode.OK);
            return await scenario.TryCreateMirrorAsync([Account]);
        });

    [Fact(Timeout = 60_000)]
    public Task A_destination_table_that_has_rows_of_somebody_else() => RefusedAsync(
        "refuse_not_empty", HttpStatusCode.UnprocessableEntity, ["public.account"],
        async scenario =>
        {
            await scenario.Destination.ExecuteAsync("create table account (id int primary key, balance bigint, stamp bigint, note text); insert into account values (1)");
            return await scenario.TryCreateMirrorAsync([Account]);
        });

    [Fact(Timeout = 60_000)]
    public Task A_destination_role_that_may_not_create_tables() => RefusedAsync(
        "refuse_create", HttpStatusCode.UnprocessableEntity, ["create"],
        async scenario =>
        {
            await scenario.Destination.ExecuteAsync("drop role if exists bunny_reader");
            await scenario.Destination.ExecuteAsync("create role bunny_reader login password 'reader'");
            (await scenario.Api.PutAsync($"/v1/peers/{scenario.DestinationPeer}", new { user = "bunny_reader", password = "reader" })).ShouldHaveStatus(HttpStatusCode.OK);
            return await scenario.TryCreateMirrorAsync([Account]);
        });

    [Fact(Timeout = 60_000)]
    public Task A_peer_that_does_not_answer() => RefusedAsync(
        "refuse_away", null, ["refuse_away_source"],
        async scenario =>
        {
            (await scenario.Api.PutAsync($"/v1/peers/{scenario.SourcePeer}", new { port = 1 })).ShouldHaveStatus(HttpStatusCode.OK);
            return await scenario.TryCreateMirrorAsync([Account]);
        });

    /// <param name="status">Null: any of the statuses of a refusal.</param>
    private async Task RefusedAsync(string name, HttpStatusCode? status, string[] named, Func<Scenario, Task<Reply>> tryCreate)
    {
        await using var scenario = await Scenario.BeginAsync(stack, name);
        await Bank.CreateAsync(scenario.Source);
        var reply = await tryCreate(scenario);
        reply.ShouldRefuse(status is { } one ? [one] : Refusal.Statuses, named);
        (await scenario.Api.GetAsync($"/v1/mirrors/{name}")).ShouldHaveStatus(HttpStatusCode.NotFound);
        await scenario.NothingShouldBeLeftAsync();
    }

    private static async Task<Reply> CreateAsRoleAsync(Scenario scenario, string attributes, string? grant = null)
    {
        var role = $"{scenario.Name}_role";
        await scenario.Source.ExecuteAsync($"drop role if exists {role}");
        await scenario.Source.ExecuteAsync($"create role {role} {attributes} password 'role'");
        await scenario.Source.ExecuteAsync($"grant create on database {scenario.Name} to {role}");
        if (grant is not null)
        {
            await scenario.Source.ExecuteAsync($"{grant} {role}");
        }

        (await scenario.Api.PutAsync($"/v1/peers/{scenario.SourcePeer}", new { user = role, password = "role" })).ShouldHaveStatus(HttpStatusCode.OK);
        return await scenario.TryCreateMirrorAsync([Account]);
    }
}
