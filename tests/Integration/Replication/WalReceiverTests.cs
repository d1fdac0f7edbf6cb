using BunnyDb.Contracts.Faults;
using BunnyDb.Contracts.Peers;
using BunnyDb.Contracts.Values;
using BunnyDb.Integration.Fixture;
using BunnyDb.Postgres.Connections;
using BunnyDb.Postgres.Faults;
using BunnyDb.Postgres.Replication;
using BunnyDb.Postgres.Replication.Streaming;
using Npgsql;
using Npgsql.Replication;

namespace BunnyDb.Integration.Replication;

/// <summary>The stream over connections as peers are made of, to a server of its own that offers TLS and is restarted.</summary>
[Collection(RealServers.Name)]
public sealed class WalReceiverTests(PrivateServer server) : IClassFixture<PrivateServer>, IAsyncLifetime
{
    private const string Name = "walreceiver_tests";
    private const string OtherHost = "localhost";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PeerConnections connections = new();
    private PeerAddress plain = null!;
    private Lsn start;

    public async Task InitializeAsync()
    {
        var url = await server.StartAsync();
        plain = new PeerAddress(url.Host!, url.Port, url.Username!, url.Password, url.Database!, PeerSslMode.Disable, null);
        await ExecuteAsync("drop table if exists public.t; create table public.t (id int primary key, v text)");
        await using (var source = await connections.OpenAsync(plain, "test", CancellationToken.None))
        {
            await Publication.EnsureAsync(source, Name, [new PublishedTable(new QualifiedTable("public", "t"), [])], CancellationToken.None);
        }

        await using var creating = await connections.OpenReplicationAsync(plain, "test", CancellationToken.None);
        start = new Lsn((ulong)(await LogicalSlot.CreateAsync(creating, Name, CancellationToken.None)).ConsistentPoint);
    }

    public async Task DisposeAsync()
    {
        await connections.DisposeAsync();

        // Not of the pool: a restart broke what is in it.
        await using var fresh = new PeerConnections();
        await using var source = await fresh.OpenAsync(plain, "test", CancellationToken.None);
        await LogicalSlot.DropAsync(source, Name, TimeSpan.FromSeconds(1), CancellationToken.None);
    }

    [Fact]
    public async Task Every_ssl_mode_signs_on_and_streams_as_on_every_other_connection()
    {
        var certificate = await OfferTlsAsync();
        (PeerAddress Address, bool IsEncrypted)[] peers =
        [
            (plain, false),
            (plain with { SslMode = PeerSslMode.Prefer }, true),
            (plain with { SslMode = PeerSslMode.Require }, true),
            (plain with { SslMode = PeerSslMode.VerifyCa, SslRootCert = certificate }, true),
            (plain with { SslMode = PeerSslMode.VerifyFull, SslRootCert = certificate }, true),
        ];
        foreach (var (address, isEncrypted) in peers)
        {
            await using var replication = await connections.OpenReplicationAsync(address, "test", CancellationToken.None);
            var receiver = await StartAsync(replication);
            (await ScalarAsync($"select ssl from pg_stat_ssl where pid = {replication.ProcessID}")).ShouldBe(isEncrypted, address.SslMode.ToString());

            // More than any buffer, so that records of TLS and naps have their turn.
            await ExecuteAsync("truncate public.t; insert into public.t select g, repeat('x', 100) from generate_series(1, 20000) g");
            (await CountUntilCommitAsync(receiver, commits: 1)).ShouldBe(20_000);
            await ExecuteAsync("insert into public.t values (0, 'y')");
            (await CountUntilCommitAsync(receiver, commits: 1)).ShouldBe(1);
            receiver.Confirm(receiver.Received);
            await InformingAsync(receiver, () => UntilAsync($"select confirmed_flush_lsn = '{receiver.Received}' from pg_replication_slots where slot_name = '{Name}'"));
        }
    }

    [Fact]
    public async Task A_certificate_of_another_host_or_a_wrong_password_is_refused()
    {
        var certificate = await OfferTlsAsync();
        PeerAddress[] wrong =
        [
            plain with { Host = OtherHost, SslMode = PeerSslMode.VerifyFull, SslRootCert = certificate },
            plain with { Password = "wrong" },
        ];
        foreach (var address in wrong)
        {
            var error = await Should.ThrowAsync<NpgsqlException>(() => connections.OpenReplicationAsync(address, "test", CancellationToken.None));
            FaultPolicy.Classify(error).Code.ShouldBe(FaultCode.AuthenticationFailed);
        }
    }

    [Fact]
    public async Task A_source_with_a_short_wal_sender_timeout_waits_for_a_slow_destination()
    {
        await ExecuteAsync($"alter database {plain.Database} set wal_sender_timeout = '2s'");
        await using var replication = await connections.OpenReplicationAsync(plain, "test", CancellationToken.None);
        var receiver = await StartAsync(replication);
        await InformingAsync(receiver, async () =>
        {
            await ExecuteAsync("insert into public.t select g, repeat('x', 1000) from generate_series(1, 50000) g");
            await receiver.ReadAsync(CancellationToken.None);

            // The destination takes nothing, for longer than the time-out.
            await UntilAsync($"select clock_timestamp() - backend_start > interval '6 s' from pg_stat_activity where pid = {replication.ProcessID}");
            (await CountUntilCommitAsync(receiver, commits: 1)).ShouldBe(50_000);
        });
        await ExecuteAsync($"alter database {plain.Database} reset wal_sender_timeout");
    }

    [Fact]
    public async Task A_restart_of_the_server_ends_the_stream_with_a_fault_that_passes()
    {
        await using var replication = await connections.OpenReplicationAsync(plain, "test", CancellationToken.None);
        var receiver = await StartAsync(replication);
        using var stop = new CancellationTokenSource();
        var informing = receiver.KeepInformedAsync(stop.Token);
        var reading = CountUntilCommitAsync(receiver, commits: 1);
        await server.StopAsync();
        var error = await Should.ThrowAsync<Exception>(reading);
        FaultPolicy.Classify(error).Kind.ShouldBe(FaultKind.Transient);
        await stop.CancelAsync();
        await Task.WhenAny(informing);

        await server.StartAsync();
        await using var again = await connections.OpenReplicationAsync(plain, "test", CancellationToken.None);
        var resumed = await StartAsync(again);
        await ExecuteAsync("insert into public.t values (1, 'x')");
        (await CountUntilCommitAsync(resumed, commits: 1)).ShouldBe(1);
    }

    [Fact]
    public async Task A_slot_that_is_gone_is_said_by_its_sqlstate()
    {
        await using var replication = await connections.OpenReplicationAsync(plain, "test", CancellationToken.None);
        var starting = WalReceiver.StartAsync(replication, "nobodys_slot", Name, start, TimeProvider.System, CancellationToken.None);
        (await Should.ThrowAsync<PostgresException>(starting)).SqlState.ShouldBe(PostgresErrorCodes.UndefinedObject);
    }

    [Fact]
    public async Task A_large_transaction_is_decoded_in_memory()
    {
        await using var replication = await connections.OpenReplicationAsync(plain, "test", CancellationToken.None);
        (await replication.Show("logical_decoding_work_mem")).ShouldBe("128MB");
    }

    private Task<WalReceiver> StartAsync(LogicalReplicationConnection replication) =>
        WalReceiver.StartAsync(replication, Name, Name, start, TimeProvider.System, CancellationToken.None);

    /// <summary>Reads up to the last of so many commits of transactions that inserted; returns how many rows they did.</summary>
    private static async Task<int> CountUntilCommitAsync(WalReceiver receiver, int commits)
    {
        var (inserts, before) = (0, 0);
        while (commits > 0)
        {
            var messages = await receiver.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Patience);
            while (messages.TryPeek(out var message))
            {
                inserts += message[0] == 'I' ? 1 : 0;
                (commits, before) = message[0] == 'C' && inserts > before ? (commits - 1, inserts) : (commits, before);
                messages.Advance();
            }
        }

        return inserts;
    }

    /// <summary>Lets the receiver tell its status until the work is done, as services do from the start of a stream to its end.</summary>
    private static async Task InformingAsync(WalReceiver receiver, Func<Task> work)
    {
        using var stop = new CancellationTokenSource();
        var informing = receiver.KeepInformedAsync(stop.Token);
        await work();
        informing.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await Task.WhenAny(informing);
    }

    private async Task UntilAsync(string question)
    {
        var until = DateTimeOffset.UtcNow + Patience;
        while (await ScalarAsync(question) is not true)
        {
            DateTimeOffset.UtcNow.ShouldBeLessThan(until, question);
            await Task.Delay(50);
        }
    }

    /// <summary>The server makes itself a certificate for 127.0.0.1, in its data folder, where it looks for one.</summary>
    private async Task<string> OfferTlsAsync()
    {
        await ExecuteAsync(
            """
            copy (select 1) to program 'openssl req -new -x509 -days 2 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout server.key -out server.crt 2>&1'
            """);
        await ExecuteAsync("alter system set ssl = on");
        await ExecuteAsync("select pg_reload_conf()");
        await UntilAsync("select current_setting('ssl')::boolean");
        return (string)(await ScalarAsync("select pg_read_file('server.crt')"))!;
    }

    private Task ExecuteAsync(string sql) => ScalarAsync(sql);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var source = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = plain.Host, Port = plain.Port, Username = plain.User, Password = plain.Password, Database = plain.Database, Pooling = false,
        }.ConnectionString);
        await source.OpenAsync();
        await using var command = new NpgsqlCommand(sql, source);
        return await command.ExecuteScalarAsync();
    }
}
