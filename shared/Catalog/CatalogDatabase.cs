using Npgsql;

namespace BunnyDb.Catalog;

/// <summary>Connections to the catalog. Every store takes one of these, or the transaction it must be part of.</summary>
public sealed class CatalogDatabase : IAsyncDisposable
{
    /// <summary>The schema that holds every table of the catalog.</summary>
    public const string Schema = "bunnydb_catalog";

    private readonly NpgsqlDataSource dataSource;

    public CatalogDatabase(CatalogOptions options)
    {
        CatalogMapping.Register();
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = options.Host,
            Port = options.Port,
            Username = options.User,
            Password = options.Password,
            Database = options.Database,
            SearchPath = Schema,
            ApplicationName = "bunnydb catalog",
            Timeout = 5,
            CommandTimeout = 30,
            MaxPoolSize = 30,
            KeepAlive = 10,
            // Seconds. Claims are held by connections: one whose machine is gone without a word ends within half a minute, on both sides.
            TcpKeepAliveTime = 15,
            TcpKeepAliveInterval = 5,
            Options = "-c timezone=UTC -c datestyle=ISO -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3",
        }.ConnectionString;
        dataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    internal string ConnectionString { get; }

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct) => dataSource.OpenConnectionAsync(ct);

    /// <summary>Runs <paramref name="work"/> in one read-committed transaction and commits it.</summary>
    public async Task<T> InTransactionAsync<T>(Func<NpgsqlTransaction, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = await work(transaction);
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    public Task InTransactionAsync(Func<NpgsqlTransaction, Task> work, CancellationToken ct) =>
        InTransactionAsync(async transaction =>
        {
            await work(transaction);
            return true;
        }, ct);

    public ValueTask DisposeAsync() => dataSource.DisposeAsync();
}
