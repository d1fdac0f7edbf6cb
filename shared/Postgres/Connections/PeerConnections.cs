using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using BunnyDb.Contracts.Peers;
using BunnyDb.Postgres.Faults;
using Npgsql;
using Npgsql.Replication;

namespace BunnyDb.Postgres.Connections;

/// <summary>
/// Every connection to a peer is made here, ordinary and replication alike, so that text looks the same on both sides whatever the role,
/// the database or the server has set, and no foreign time-out ends our work.
/// </summary>
public sealed class PeerConnections : IAsyncDisposable
{
    /// <summary>Start-up options outrank settings of role and database. row_security=off: an error instead of silently missing rows.</summary>
    private const string SessionSettings =
        "-c datestyle=ISO,YMD -c intervalstyle=postgres -c extra_float_digits=3 -c bytea_output=hex -c timezone=UTC -c xmloption=content "
        + "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0 -c idle_session_timeout=0 -c search_path=pg_catalog -c row_security=off "
        // How arrays and conditions are read, and how names are printed by the server's own functions.
        + "-c array_nulls=on -c transform_null_equals=off -c quote_all_identifiers=off "
        + "-c default_transaction_isolation=read\\ committed -c default_transaction_read_only=off -c standard_conforming_strings=on -c lc_monetary=C "
        // Bookkeeping (a generation, an epoch) must survive a crash whatever the server's default; only applied rows may commit without waiting.
        + "-c synchronous_commit=on "
        // A machine of ours that is gone without a word keeps no lock for hours: the server looks too, as we do.
        + "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

    /// <summary>
    /// A transaction of up to so many bytes is decoded in the source's memory instead of through its disk (the default is 64 MB). Bounded: every
    /// walsender of the database decodes every transaction, so that all of its lanes take that much at once while a large one is at hand.
    /// </summary>
    private const string DecodingMemory = " -c logical_decoding_work_mem=128MB";

    private readonly ConcurrentDictionary<(PeerAddress, string), NpgsqlDataSource> dataSources = new();

    /// <summary>An open, pooled connection. <paramref name="purpose"/> is shown as <c>bunnydb PURPOSE</c> in <c>pg_stat_activity</c>.</summary>
    public async ValueTask<NpgsqlConnection> OpenAsync(PeerAddress address, string purpose, CancellationToken ct)
    {
        var dataSource = dataSources.GetOrAdd((address, purpose), key => NpgsqlDataSource.Create(Describe(key.Item1, key.Item2).ConnectionString));
        try
        {
            return await dataSource.OpenConnectionAsync(ct);
        }
        catch (NpgsqlException e)
        {
            FaultPolicy.Locate(e, address);
            throw;
        }
    }

    /// <summary>
    /// An open connection, never pooled, for decoding the source's log by SQL. A query of minutes has no other sign of life than TCP's, for either side.
    /// </summary>
    public async Task<NpgsqlConnection> OpenDecodingAsync(PeerAddress address, string purpose, CancellationToken ct)
    {
        var description = Describe(address, purpose);
        description.Pooling = false;
        description.Options += DecodingMemory + " -c client_connection_check_interval=1s";
        var connection = new NpgsqlConnection(description.ConnectionString);
        return await OpenedAsync(connection, connection.OpenAsync(ct), address);
    }

    /// <summary>An open replication connection, never pooled.</summary>
    public async Task<LogicalReplicationConnection> OpenReplicationAsync(PeerAddress address, string purpose, CancellationToken ct)
    {
        var description = Describe(address, purpose);
        description.Pooling = false;
        description.Options += DecodingMemory;
        var connection = new LogicalReplicationConnection(description.ConnectionString);
        return await OpenedAsync(connection, connection.Open(ct), address);
    }

    private static async Task<T> OpenedAsync<T>(T connection, Task opening, PeerAddress address)
        where T : IAsyncDisposable
    {
        try
        {
            await opening;
            return connection;
        }
        catch (Exception e)
        {
            FaultPolicy.Locate(e, address);
            await connection.DisposeAsync();
            throw;
        }
    }

    private static NpgsqlConnectionStringBuilder Describe(PeerAddress address, string purpose) => new()
    {
        Host = address.Host,
        Port = address.Port,
        Username = address.User,
        Password = address.Password,
        Database = address.Database,
        SslMode = address.SslMode switch
        {
            PeerSslMode.Disable => SslMode.Disable,
            PeerSslMode.Prefer => SslMode.Prefer,
            PeerSslMode.Require => SslMode.Require,
            PeerSslMode.VerifyCa => SslMode.VerifyCA,
            PeerSslMode.VerifyFull => SslMode.VerifyFull,
            _ => throw new ArgumentOutOfRangeException(nameof(address), address.SslMode, "unknown ssl mode"),
        },
        RootCertificate = address.SslRootCert is { } pem ? RootCertificateFile(pem) : null,
        ApplicationName = $"bunnydb {purpose}",
        Options = SessionSettings,
        Timeout = 10,
        CommandTimeout = 0,
        KeepAlive = 15,
        // Seconds. A command may take hours, and a machine that is gone answers none: TCP tells the two apart.
        TcpKeepAliveTime = 15,
        TcpKeepAliveInterval = 5,
        MaxPoolSize = 100,
        ConnectionIdleLifetime = 30,
        MaxAutoPrepare = 200,
        AutoPrepareMinUsages = 2,
        ReadBufferSize = 64 * 1024,
        WriteBufferSize = 64 * 1024,
        // Types are never mapped: values travel as the bytes or text that PostgreSQL made.
        Enlist = false,
        IncludeErrorDetail = false,
    };

    /// <summary>The driver takes a root certificate as a file; it is public, so a file named by its content does.</summary>
    private static string RootCertificateFile(string pem)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pem)));
        var path = Path.Combine(Path.GetTempPath(), $"bunnydb-root-{name[..16]}.pem");
        if (!File.Exists(path))
        {
            var unfinished = $"{path}.{Guid.NewGuid():N}";
            File.WriteAllText(unfinished, pem);
            File.Move(unfinished, path, overwrite: true);
        }

        return path;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var dataSource in dataSources.Values)
        {
            await dataSource.DisposeAsync();
        }
    }
}
