using System.Net;
using System.Text.Json;
using BunnyDb.Scenarios.Api;
using BunnyDb.Scenarios.Data;
using BunnyDb.Scenarios.Stacks;
using BunnyDb.Scenarios.Waiting;
using Npgsql;

namespace BunnyDb.Scenarios.Mirrors;

/// <summary>
/// What one test works with: a database of its own on the source and on the destination, two peers and at most one mirror, all named after
/// the test. <see cref="EndAsync"/> deletes the mirror and asserts that nothing of it is left; disposing only clears away.
/// </summary>
internal sealed class Scenario : IAsyncDisposable
{
    private readonly Stack stack;
    private readonly ScenarioDatabase source;
    private readonly ScenarioDatabase destination;

    private Scenario(Stack stack, string name)
    {
        this.stack = stack;
        Name = name;
        source = new ScenarioDatabase(stack.Environment.Source, name);
        destination = new ScenarioDatabase(stack.Environment.Destination, name);
        Mirror = new Mirror(stack.Api, name);
    }

    /// <summary>Of the mirror, of both databases, and of the peers with <c>_source</c> and <c>_destination</c> behind it.</summary>
    public string Name { get; }

    public BunnyApi Api => stack.Api;

    public NpgsqlDataSource Source => source.Connections;

    public NpgsqlDataSource Destination => destination.Connections;

    public Mirror Mirror { get; }

    public string SourcePeer => $"{Name}_source";

    public string DestinationPeer => $"{Name}_destination";

    /// <param name="name">Short and lowercase, from the test's name.</param>
    public static async Task<Scenario> BeginAsync(Stack stack, string name)
    {
        await stack.MendAsync();
        var scenario = new Scenario(stack, name);
        await scenario.ClearAsync();
        await scenario.source.CreateAsync();
        await scenario.destination.CreateAsync();
        await scenario.AddPeerAsync(scenario.SourcePeer, stack.Environment.Source);
        await scenario.AddPeerAsync(scenario.DestinationPeer, stack.Environment.Destination);
        return scenario;
    }

    public async Task AddPeerAsync(string peer, NpgsqlConnectionStringBuilder server, string? user = null, string? password = null)
    {
        var reply = await Api.PostAsync("/v1/peers", new
        {
            name = peer,
            host = server.Host,
            port = server.Port,
            user = user ?? server.Username,
            password = password ?? server.Password,
            database = Name,
            ssl_mode = "disable",
        });
        reply.ShouldHaveStatus(HttpStatusCode.Created);
    }

    /// <summary>Asks for the mirror; whatever <paramref name="options"/> holds is added to the request.</summary>
    public Task<Reply> TryCreateMirrorAsync(TablePair[] tables, params (string Option, object Value)[] options)
    {
        var request = new Dictionary<string, object>
        {
            ["name"] = Name,
            ["source_peer"] = SourcePeer,
            ["destination_peer"] = DestinationPeer,
            ["table_mappings"] = tables.Select(table => table.ToMapping()).ToArray(),
        };
        foreach (var (option, value) in options)
        {
            request[option] = value;
        }

        return Api.PostAsync("/v1/mirrors", request);
    }

    public async Task CreateMirrorAsync(TablePair[] tables, params (string Option, object Value)[] options) =>
        (await TryCreateMirrorAsync(tables, options)).ShouldHaveStatus(HttpStatusCode.Created);

    /// <summary>Creates the mirror and waits until changes flow.</summary>
    public async Task StartMirrorAsync(TablePair[] tables, params (string Option, object Value)[] options)
    {
        await CreateMirrorAsync(tables, options);
        await Mirror.WaitForAsync("RUNNING");
    }

    /// <summary>
    /// Both sides hold the same rows. To be called when nobody writes to the source any more: then the source's content is taken once, the
    /// destination is looked at until it is equal, and once more after the mirror has gone past the source's last commit, so that a late double shows.
    /// </summary>
    public async Task ShouldBecomeEqualAsync(TimeSpan deadline, params TablePair[] tables)
    {
        var lsn = await Source.ScalarAsync<string>("select pg_current_wal_lsn()::text");
        var expected = new List<(TablePair Table, IReadOnlyList<string> Columns, TableContent Content)>();
        foreach (var table in tables)
        {
            var columns = await TableContent.ColumnsAsync(Source, table.Source, table.Excluded);
            expected.Add((table, columns, await TableContent.OfAsync(Source, table.Source, columns)));
        }

        async Task<string> DifferencesAsync()
        {
            var differences = new List<string>();
            foreach (var (table, columns, content) in expected)
            {
                var found = await TableContent.OfAsync(Destination, table.Destination, columns);
                if (found != content)
                {
                    differences.Add($"{table.Destination}: {found} instead of {content}");
                }
            }

            return string.Join("; ", differences);
        }

        try
        {
            await WaitFor.StateAsync($"{Name} is equal", deadline, DifferencesAsync, differences => differences.Length == 0);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} Mirror: {(await Api.GetAsync($"/v1/mirrors/{Name}")).Text}", e);
        }

        await WaitFor.TrueAsync($"{Name} is confirmed up to {lsn}", TimeSpan.FromSeconds(30), () => IsConfirmedAsync(lsn));
        (await DifferencesAsync()).ShouldBeEmpty("after everything was confirmed");
    }

    /// <summary>
    /// The mirror, once it has durably applied everything that the source has committed so far, or has stopped itself on the way.
    /// </summary>
    public async Task<JsonElement> CaughtUpAsync(TimeSpan deadline)
    {
        var lsn = await Source.ScalarAsync<string>("select pg_current_wal_lsn()::text");
        await WaitFor.TrueAsync($"{Name} is confirmed up to {lsn}, or stops", deadline, async () => await IsConfirmedAsync(lsn) || await Mirror.HasStoppedItselfAsync());
        return await Mirror.GetAsync();
    }

    /// <summary>Deletes the mirror and asserts that neither database, nor the broker, nor the control plane holds anything of it.</summary>
    public async Task EndAsync()
    {
        var queues = await LaneQueuesAsync();
        await Mirror.DeleteAsync();
        await NothingShouldBeLeftAsync();
        await Broker.ShouldNotHoldAsync(stack, queues);
    }

    public async Task NothingShouldBeLeftAsync()
    {
        (await source.LeftoversAsync()).ShouldBeEmpty("on the source");
        (await destination.LeftoversAsync()).ShouldBeEmpty("on the destination");
    }

    /// <summary>The names of the queues that the mirror's lanes use now.</summary>
    public async Task<IReadOnlyList<string>> LaneQueuesAsync() =>
        await Destination.ScalarAsync<bool>("select to_regclass('bunnydb.lane') is not null")
            ? await Destination.ColumnAsync("select 'bunnydb.lane.' || lane_id from bunnydb.lane")
            : [];

    public async ValueTask DisposeAsync()
    {
        await stack.MendAsync();
        await ClearAsync();
        await source.DisposeAsync();
        await destination.DisposeAsync();
    }

    private Task<bool> IsConfirmedAsync(string lsn) =>
        Source.ScalarAsync<bool>($"select confirmed_flush_lsn >= '{lsn}'::pg_lsn from pg_replication_slots where slot_name = '{Mirror.SlotName}'");

    private async Task ClearAsync()
    {
        await Api.DeleteAsync($"/v1/mirrors/{Name}");
        await Mirror.WaitUntilGoneAsync(TimeSpan.FromSeconds(30));
        await source.DropAsync();
        await destination.DropAsync();
        await Api.DeleteAsync($"/v1/peers/{SourcePeer}");
        await Api.DeleteAsync($"/v1/peers/{DestinationPeer}");
    }
}
