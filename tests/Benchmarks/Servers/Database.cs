using System.Text.Json.Nodes;
using Npgsql;

namespace BunnyDb.Benchmarks.Servers;

/// <summary>
/// One of the databases, reached by a libpq URI; the demo uses it too. Nothing here times out by itself: the run has one deadline.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder login;
    private readonly NpgsqlDataSource connections;

    internal Database(Uri uri, string? name = null)
    {
        var user = uri.UserInfo.Split(':', 2);
        (Host, Port, User, Password, Name) = (uri.Host, uri.Port, user[0], user[1], name ?? uri.AbsolutePath.TrimStart('/'));
        login = new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Username = User,
            Password = Password,
            Database = Name,

            // Not "bunnydb …": those are services, whose snapshots a swap does not wait for.
            ApplicationName = AppDomain.CurrentDomain.FriendlyName,
            CommandTimeout = 0,
        };
        connections = NpgsqlDataSource.Create(login);
    }

    internal string Host { get; }

    internal int Port { get; }

    internal string User { get; }

    internal string Password { get; }

    internal string Name { get; }

    /// <summary>As <c>POST /v1/peers</c> takes it.</summary>
    internal JsonObject Peer(string name) => new()
    {
        ["name"] = name,
        ["host"] = Host,
        ["port"] = Port,
        ["user"] = User,
        ["password"] = Password,
        ["database"] = Name,
        ["ssl_mode"] = "disable",
    };

    public ValueTask DisposeAsync() => connections.DisposeAsync();

    internal ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct) => connections.OpenConnectionAsync(ct);

    /// <summary>A session that nobody had before and nobody has afterwards.</summary>
    internal async Task<NpgsqlConnection> OpenAnewAsync(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(login.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    internal async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = connections.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Statements that write the backlog: nothing of what is measured depends on when their commits reach the disk.</summary>
    internal async Task WriteAsync(IEnumerable<string> statements, CancellationToken ct)
    {
        await using var connection = await connections.OpenConnectionAsync(ct);
        foreach (var sql in statements.Prepend("set synchronous_commit = off"))
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    internal async Task<T> ScalarAsync<T>(string sql, CancellationToken ct)
    {
        await using var command = connections.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Looks until the query says true.</summary>
    internal async Task UntilAsync(string sql, CancellationToken ct)
    {
        while (!await ScalarAsync<bool>(sql, ct))
        {
            await Task.Delay(Waiting.Pause, ct);
        }
    }
}
