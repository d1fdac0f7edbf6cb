using Npgsql;

namespace BunnyDb.Benchmarks;

/// <summary>One of the databases, reached by a libpq URI. Nothing here times out by itself: the run has one deadline.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource connections;

    internal Database(Uri uri, string? name = null)
    {
        var login = uri.UserInfo.Split(':', 2);
        (Host, Port, User, Password, Name) = (uri.Host, uri.Port, login[0], login[1], name ?? uri.AbsolutePath.TrimStart('/'));
        connections = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Username = User,
            Password = Password,
            Database = Name,
            ApplicationName = "bunnydb bench",
            CommandTimeout = 0,
        });
    }

    internal string Host { get; }

    internal int Port { get; }

    internal string User { get; }

    internal string Password { get; }

    internal string Name { get; }

    public ValueTask DisposeAsync() => connections.DisposeAsync();

    internal ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct) => connections.OpenConnectionAsync(ct);

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
