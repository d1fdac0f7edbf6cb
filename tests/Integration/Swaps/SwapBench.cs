using BunnyDb.Contracts.Peers;
using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Swaps;
using Npgsql;

namespace BunnyDb.Integration.Swaps;

/// <summary>A destination database, and the steps of a resync that a test takes itself: the shadow is filled from the live table.</summary>
internal sealed class SwapBench : IAsyncDisposable
{
    internal static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(500);

    private readonly PeerConnections connections = new();
    private readonly PeerAddress address;

    private SwapBench(PeerAddress address) => this.address = address;

    internal NpgsqlConnection Connection { get; private set; } = null!;

    /// <param name="user">A role made for the test, a member of <paramref name="memberOf"/> but no superuser; null: the superuser.</param>
    internal static async Task<SwapBench> StartAsync(PostgresFixture postgres, string name, string sql, string? user = null, string memberOf = "")
    {
        var database = await postgres.CreateDatabaseAsync(name);
        var admin = new PeerAddress(database.Host!, database.Port, database.Username!, database.Password, database.Database!, PeerSslMode.Disable, null);
        var first = new SwapBench(admin);
        first.Connection = await first.OpenAsync(default);
        await first.RunAsync(sql);
        if (user is null)
        {
            return first;
        }

        await first.RunAsync($"drop role if exists {user}; create role {user} login password 'test'; grant {memberOf} to {user}; grant all on schema app to {user}; grant create on database {name} to {user}");
        await first.DisposeAsync();
        var bench = new SwapBench(admin with { User = user, Password = "test" });
        bench.Connection = await bench.OpenAsync(default);
        return bench;
    }

    internal static QualifiedTable Table(string text) => QualifiedTable.Parse(text);

    internal ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct) => connections.OpenAsync(address, "test", ct);

    /// <summary>A connection that is no service of ours.</summary>
    internal async Task<NpgsqlConnection> OpenStrangerAsync(string application = "stranger")
    {
        var stranger = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = address.Host, Port = address.Port, Username = address.User, Password = address.Password, Database = address.Database, ApplicationName = application, Pooling = false,
        }.ConnectionString);
        await stranger.OpenAsync();
        return stranger;
    }

    internal async Task<SwapPair> MakeShadowAsync(string live)
    {
        var table = Table(live);
        ShadowTable shadow;
        await using (var transaction = await Connection.BeginTransactionAsync())
        {
            shadow = await ShadowMaker.MakeAsync(transaction, table, $"{table.Name}_resync", default);
            await transaction.CommitAsync();
        }

        var columns = Identifiers.QuoteAll(await ListAsync(
            $"select attname::text from pg_attribute where attrelid = {Identifiers.Literal(Identifiers.Quote(table))}::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum"));
        await RunAsync($"insert into {Identifiers.Quote(shadow.Name)} ({columns}) select {columns} from {Identifiers.Quote(table)}");
        await ShadowFinisher.FinishAsync(table, shadow.Name, OpenAsync, default);
        return new SwapPair(table, shadow.Name);
    }

    internal Task<SwapPlan> PlanAsync(params SwapPair[] pairs) => SwapPlan.ReadAsync(Connection, pairs, default);

    internal async Task<SwapOutcome> TryAsync(SwapPlan plan)
    {
        await using var transaction = await Connection.BeginTransactionAsync();
        var outcome = await Swap.TryAsync(transaction, plan, LockTimeout, default);
        await transaction.CommitAsync();
        return outcome;
    }

    /// <summary>A whole resync of these tables, from the shadow to the last of the old ones.</summary>
    internal async Task<SwapPlan> ResyncAsync(params string[] tables)
    {
        var pairs = new List<SwapPair>();
        foreach (var table in tables)
        {
            pairs.Add(await MakeShadowAsync(table));
        }

        var plan = await PlanAsync([.. pairs]);
        plan.Obstacles.ShouldBeEmpty();
        var outcome = await TryAsync(plan);
        outcome.ShouldBeOfType<SwapOutcome.Swapped>(string.Join(", ", (outcome as SwapOutcome.Leftover)?.Objects ?? []));
        await EndAsync(plan);
        return plan;
    }

    internal async Task EndAsync(SwapPlan plan)
    {
        (await Validation.RunAsync(Connection, plan.Afterwards.ToValidate, default)).ShouldBeEmpty();
        (await DropAsync(plan)).ShouldBeNull();
    }

    /// <summary>As whoever ends a swap: nobody is waited for who came after this.</summary>
    internal async Task<IReadOnlyList<SwapBlocker>?> DropAsync(SwapPlan plan) =>
        await RetiredTables.DropAsync(Connection, plan.Afterwards, await OldSnapshots.MarkAsync(Connection, default), LockTimeout, default);

    /// <summary>Until that session waits for a lock.</summary>
    internal async Task UntilWaitingAsync(int pid)
    {
        await using var observer = await OpenStrangerAsync("observer");
        for (var look = 0; (await ListAsync(observer, $"select 1 from pg_locks where pid = {pid} and not granted")).Count == 0; look++)
        {
            look.ShouldBeLessThan(1000, "It waits for nothing.");
            await Task.Delay(10);
        }
    }

    internal Task<List<string>> FingerprintAsync() => ListAsync(SqlOf("fingerprint"));

    /// <summary>Fails with the lines that came and went.</summary>
    internal async Task ShouldHaveAsync(IReadOnlyList<string> fingerprint)
    {
        var now = await FingerprintAsync();
        fingerprint.Except(now).Select(line => $"gone: {line}").Concat(now.Except(fingerprint).Select(line => $"new: {line}")).ShouldBeEmpty();
        now.Count.ShouldBe(fingerprint.Count);
    }

    internal static string SqlOf(string name)
    {
        var assembly = typeof(SwapBench).Assembly;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(assembly.GetManifestResourceNames().Single(n => n.EndsWith($".Swaps.{name}.sql", StringComparison.Ordinal)))!);
        return reader.ReadToEnd();
    }

    internal Task RunAsync(string sql) => RunAsync(Connection, sql);

    internal static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    internal Task<List<string>> ListAsync(string sql) => ListAsync(Connection, sql);

    internal static async Task<List<string>> ListAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(Convert.ToString(reader.GetValue(0)) ?? "");
        }

        return values;
    }

    internal async Task<string> OneAsync(string sql) => (await ListAsync(sql)).ShouldHaveSingleItem();

    public ValueTask DisposeAsync() => connections.DisposeAsync();
}
